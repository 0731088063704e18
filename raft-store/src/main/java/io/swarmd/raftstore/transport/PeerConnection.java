package io.swarmd.raftstore.transport;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The way to one peer at one address: a connection for log entries and snapshots, and one for what must never wait
 * behind them (heartbeats, votes, read indexes).
 */
final class PeerConnection implements AutoCloseable {

  private final String address;
  private final ManagedChannel bulk;
  private final ManagedChannel urgent;
  private final Channel bulkCalls;
  private final Channel urgentCalls;

  PeerConnection(PeerChannels channels, String nodeId, String address, Sender self) {
    this.address = address;
    this.bulk = channels.open(nodeId, address);
    this.urgent = channels.open(nodeId, address);
    Metadata header = new Metadata();
    header.put(Sender.HEADER, self.toString());
    this.bulkCalls = ClientInterceptors.intercept(bulk, MetadataUtils.newAttachHeadersInterceptor(header));
    this.urgentCalls = ClientInterceptors.intercept(urgent, MetadataUtils.newAttachHeadersInterceptor(header));
  }

  String address() {
    return address;
  }

  Channel bulk() {
    return bulkCalls;
  }

  Channel urgent() {
    return urgentCalls;
  }

  /** Connects anew at once rather than at the end of gRPC's own pause, which grows to two minutes. */
  void reconnectNow() {
    bulk.resetConnectBackoff();
    urgent.resetConnectBackoff();
  }

  /** Calls and waits. */
  <Q, A> A call(Channel over, MethodDescriptor<Q, A> method, Q request, Duration timeout) throws IOException {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return ClientCalls.blockingUnaryCall(over, method, options, request);
    } catch (StatusRuntimeException refused) {
      throw new IOException(method.getBareMethodName() + " to " + address + ": " + refused.getStatus(), refused);
    }
  }

  @Override
  public void close() {
    bulk.shutdownNow();
    urgent.shutdownNow();
  }
}
