/**
 * The cluster's objects on one manager: tables and their immutable snapshots, the head on which transactions run, the
 * committed state that readers and watchers see, and the seam to the replicated log. Nothing here knows Ratis, RocksDB
 * or the wire's transport.
 */
package io.swarmd.store;
