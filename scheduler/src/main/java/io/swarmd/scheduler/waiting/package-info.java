/** Tells why tasks wait, from the cluster as it is and without a write: for people and programs that ask. */
package io.swarmd.scheduler.waiting;
