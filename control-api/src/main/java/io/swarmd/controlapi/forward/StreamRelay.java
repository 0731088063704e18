package io.swarmd.controlapi.forward;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * Carries a streaming call to the leader and its answers back, one message at a time in each direction, so that a slow
 * side slows the other. A broken stream is not tried again: its caller reconnects.
 */
final class StreamRelay<Q, R> extends ServerCall.Listener<Q> {

  private final ServerCall<Q, R> inbound;
  private final ClientCall<Q, R> outbound;
  private boolean requestHeldBack;
  private boolean answerHeldBack;

  private StreamRelay(ServerCall<Q, R> inbound, ClientCall<Q, R> outbound) {
    this.inbound = inbound;
    this.outbound = outbound;
  }

  static <Q, R> StreamRelay<Q, R> start(ServerCall<Q, R> inbound, ClientCall<Q, R> outbound, Metadata headers) {
    StreamRelay<Q, R> relay = new StreamRelay<>(inbound, outbound);
    outbound.start(relay.new Answers(), headers);
    inbound.request(1);
    outbound.request(1);
    return relay;
  }

  @Override
  public void onMessage(Q message) {
    outbound.sendMessage(message);
    synchronized (this) {
      requestHeldBack = !outbound.isReady();
      if (requestHeldBack) {
        return;
      }
    }
    inbound.request(1);
  }

  @Override
  public void onHalfClose() {
    outbound.halfClose();
  }

  @Override
  public void onCancel() {
    outbound.cancel("the caller has left", null);
  }

  @Override
  public void onReady() {
    synchronized (this) {
      if (!answerHeldBack) {
        return;
      }
      answerHeldBack = false;
    }
    outbound.request(1);
  }

  /** What comes back from the leader. */
  private final class Answers extends ClientCall.Listener<R> {

    @Override
    public void onHeaders(Metadata headers) {
      inbound.sendHeaders(headers);
    }

    @Override
    public void onMessage(R message) {
      inbound.sendMessage(message);
      synchronized (StreamRelay.this) {
        answerHeldBack = !inbound.isReady();
        if (answerHeldBack) {
          return;
        }
      }
      outbound.request(1);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      inbound.close(status, trailers);
    }

    @Override
    public void onReady() {
      synchronized (StreamRelay.this) {
        if (!requestHeldBack) {
          return;
        }
        requestHeldBack = false;
      }
      inbound.request(1);
    }
  }
}
