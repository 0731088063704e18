package io.swarmd.raftstore.transport;

import io.grpc.ManagedChannel;

/**
 * Opens channels to other managers. Encryption, the check that the other end is the node meant, and renewal of
 * certificates are the implementer's business. Any thread may call.
 */
@FunctionalInterface
public interface PeerChannels {

  /**
   * A channel of its own, which the caller shuts down. Does not wait for the connection.
   *
   * @param nodeId the node whose certificate the other end must show
   * @param address host:port
   */
  ManagedChannel open(String nodeId, String address);
}
