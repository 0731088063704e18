package io.swarmd.raftstore.transport;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.swarmd.identity.Caller;

/**
 * Who sends a call, as its header says: the peer and the address at which it can be reached now. Believed only when
 * the caller's certificate names the same node.
 */
record Sender(PeerId peer, String address) {

  static final Metadata.Key<String> HEADER = Metadata.Key.of("swarmd-raft-peer", Metadata.ASCII_STRING_MARSHALLER);
  static final Context.Key<Sender> KEY = Context.key("raft-peer");

  static Sender parse(String header) {
    int at = header.indexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException("not a Raft peer: " + header);
    }
    return new Sender(PeerId.parse(header.substring(0, at)), header.substring(at + 1));
  }

  @Override
  public String toString() {
    return peer + "@" + address;
  }

  /** Refuses calls whose sender is not who the certificate says, and tells the method who it is. */
  static final class Check implements ServerInterceptor {

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String header = headers.get(HEADER);
      Status refusal;
      try {
        Sender sender = parse(header == null ? "" : header);
        if (sender.peer().nodeId().equals(Caller.current().nodeId())) {
          return Contexts.interceptCall(Context.current().withValue(KEY, sender), call, headers, next);
        }
        refusal = Status.PERMISSION_DENIED.withDescription(
            "raft peer " + sender.peer() + " does not belong to node " + Caller.current().nodeId());
      } catch (IllegalArgumentException unreadable) {
        refusal = Status.INVALID_ARGUMENT.withDescription(unreadable.getMessage());
      }
      call.close(refusal, new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }
}
