/**
 * Gives networks, addresses and published ports (scheduling sheet, section 3): a loop of the leader that takes tasks
 * from NEW to PENDING once they have what they need.
 */
package io.swarmd.allocator;
