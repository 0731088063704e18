package io.swarmd.identity.transport;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.InputStream;

/**
 * Refuses messages that are none. Left to itself gRPC ends such a call as a fault of the server and logs its stack, so
 * that anybody who reaches the port could fill the log.
 */
public final class ReadableRequests {

  private static final Status UNREADABLE = Status.INTERNAL.withDescription("error unmarshalling request");

  private ReadableRequests() {}

  /** The same service; a call with a message that cannot be read ends with {@code INTERNAL}, as in the original. */
  public static ServerServiceDefinition of(ServerServiceDefinition service) {
    ServerServiceDefinition.Builder checked = ServerServiceDefinition.builder(service.getServiceDescriptor().getName());
    service.getMethods().forEach(method -> checked.addMethod(checked(method)));
    return checked.build();
  }

  private static <Q, A> ServerMethodDefinition<Q, A> checked(ServerMethodDefinition<Q, A> method) {
    MethodDescriptor<Q, A> plain = method.getMethodDescriptor();
    return ServerMethodDefinition.create(
        plain.toBuilder(new Attempt<>(plain.getRequestMarshaller()), plain.getResponseMarshaller()).build(),
        (call, headers) -> new Checked<>(call, method.getServerCallHandler().startCall(call, headers)));
  }

  /** Reads a message, or gives null where it cannot be read: what it throws would count as the server's fault. */
  private record Attempt<Q>(MethodDescriptor.Marshaller<Q> marshaller) implements MethodDescriptor.Marshaller<Q> {

    @Override
    public InputStream stream(Q message) {
      return marshaller.stream(message);
    }

    @Override
    public Q parse(InputStream message) {
      try {
        return marshaller.parse(message);
      } catch (RuntimeException unreadable) {
        return null;
      }
    }
  }

  /** Ends the call at the first message that could not be read; the service hears no more of what comes after it. */
  private static final class Checked<Q> extends SimpleForwardingServerCallListener<Q> {

    private final ServerCall<Q, ?> call;
    private boolean refused;

    Checked(ServerCall<Q, ?> call, ServerCall.Listener<Q> service) {
      super(service);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      if (message != null) {
        super.onMessage(message);
      } else if (!refused) {
        refused = true;
        call.close(UNREADABLE, new Metadata());
        super.onCancel();
      }
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      if (!refused) {
        super.onCancel();
      }
    }

    @Override
    public void onComplete() {
      if (!refused) {
        super.onComplete();
      }
    }
  }
}
