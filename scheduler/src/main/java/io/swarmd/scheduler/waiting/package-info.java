/**
 * Tells why tasks wait and what nodes have left, from the cluster as it is and without a write: for people and programs
 * that ask.
 */
package io.swarmd.scheduler.waiting;
