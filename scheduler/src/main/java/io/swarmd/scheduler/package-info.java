/**
 * Places tasks on nodes (scheduling sheet, sections 1 and 2): a loop of the leader that takes tasks from PENDING to
 * ASSIGNED, or says why no node will do.
 */
package io.swarmd.scheduler;
