/**
 * The replicated log on Apache Ratis: {@link io.swarmd.raftstore.RaftLog} gives the store its log, the membership its
 * group, and the node's server the services to bind.
 */
package io.swarmd.raftstore;
