/**
 * Finds what a history shows to be wrong with the cluster. Pure.
 *
 * <p>The order of everything is that of the store's versions. What was committed under which version is taken from the
 * watchers' messages; each answer is then held against that timeline and against what anybody knew when it was asked.
 */
package io.swarmd.faults.check;
