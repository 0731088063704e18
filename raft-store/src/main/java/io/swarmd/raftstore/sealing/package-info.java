/** Encryption at rest: the ring of data keys, how it lies on disk and reaches managers, and how bytes are sealed. */
package io.swarmd.raftstore.sealing;
