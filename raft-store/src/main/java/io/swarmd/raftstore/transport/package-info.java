/**
 * Raft's messages on the node's own gRPC server and channels: one port, one identity, the node's own authorisation.
 * Ratis meets it as an RPC type; see {@link io.swarmd.raftstore.transport.TransportType}.
 */
package io.swarmd.raftstore.transport;
