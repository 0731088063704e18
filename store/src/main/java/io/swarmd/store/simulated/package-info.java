/**
 * A replicated log that exists only in the test, with all the ways in which a real one may disappoint; and a store over
 * it, for the tests of other parts.
 */
package io.swarmd.store.simulated;
