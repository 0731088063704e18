/**
 * The cluster's objects as one immutable value, and the transactions that make the next one of it. Pure: no clock, no
 * thread, no log.
 */
package io.swarmd.store.state;
