package io.swarmd.identity.transport;

import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.swarmd.identity.Caller;
import io.swarmd.identity.authorization.Authorization;
import io.swarmd.identity.tls.NodeIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A remote API on loopback whose methods, of any service, answer nothing and note who called. */
final class ApiFixture implements AutoCloseable {

  final CopyOnWriteArrayList<Caller> callers = new CopyOnWriteArrayList<>();
  final Set<String> removed = ConcurrentHashMap.newKeySet();
  final Server server;

  ApiFixture(NodeIdentity identity, ServiceDescriptor... services) throws Exception {
    var builder = RemoteApi.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), identity,
        Authorization.remote(() -> identity.current().organization(), removed::contains));
    for (ServiceDescriptor service : services) {
      builder.addService(recording(service));
    }
    server = builder.build().start();
  }

  private ServerServiceDefinition recording(ServiceDescriptor service) {
    ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(service);
    service.getMethods().forEach(method -> addRecording(definition, method));
    return definition.build();
  }

  private <Q, A> void addRecording(ServerServiceDefinition.Builder definition, MethodDescriptor<Q, A> method) {
    definition.addMethod(method, (call, headers) -> {
      callers.add(Caller.current());
      call.close(Status.NOT_FOUND.withDescription("reached"), new Metadata());
      return new ServerCall.Listener<>() {};
    });
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  /** How a call of the method ends. */
  static <Q, A> Status call(Channel channel, MethodDescriptor<Q, A> method) {
    try {
      var call = channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS));
      ClientCalls.blockingServerStreamingCall(call, empty(method)).forEachRemaining(answer -> {});
      return Status.OK;
    } catch (StatusRuntimeException ended) {
      return ended.getStatus();
    }
  }

  @SuppressWarnings("unchecked")
  private static <Q> Q empty(MethodDescriptor<Q, ?> method) {
    var marshaller = (MethodDescriptor.ReflectableMarshaller<Q>) method.getRequestMarshaller();
    return (Q) Internal.getDefaultInstance(
        (Class<? extends Message>) marshaller.getMessageClass());
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
