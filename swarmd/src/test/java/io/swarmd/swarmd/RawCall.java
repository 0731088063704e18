package io.swarmd.swarmd;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls of any method with whatever bytes as its one message. */
final class RawCall {

  private static final int MOST_ANSWERS = 100;

  /** Messages as they are on the wire. */
  private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
    AS_THEY_ARE;

    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream message) {
      try {
        return message.readAllBytes();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }

  private RawCall() {}

  /** How the call ends: by the deadline where it is let in and stays open. */
  static CompletableFuture<Status> end(
      Channel through, MethodDescriptor<?, ?> method, Metadata headers, byte[] message, Duration deadline) {
    CompletableFuture<Status> end = new CompletableFuture<>();
    Metadata own = new Metadata(); // a call adds to its headers, which others may be starting with
    own.merge(headers);
    ClientCall<byte[], byte[]> call = through.newCall(
        method.toBuilder(Bytes.AS_THEY_ARE, Bytes.AS_THEY_ARE).build(),
        CallOptions.DEFAULT.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS));
    call.start(new ClientCall.Listener<>() {
      @Override
      public void onClose(Status status, Metadata trailers) {
        end.complete(status);
      }
    }, own);
    call.request(MOST_ANSWERS);
    call.sendMessage(message);
    call.halfClose();
    return end;
  }
}
