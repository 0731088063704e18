/** What clients and watchers of a cluster asked and were told, as immutable values. */
package io.swarmd.faults.history;
