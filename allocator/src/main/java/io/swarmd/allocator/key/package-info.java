/** The keys with which engines protect their gossip and their overlay networks (scheduling sheet, 3.13). */
package io.swarmd.allocator.key;
