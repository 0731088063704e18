/** The state on disk: RocksDB behind the apply path, its checkpoints as snapshots, and the directory they live in. */
package io.swarmd.raftstore.state;
