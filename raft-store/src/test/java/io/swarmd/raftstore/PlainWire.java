package io.swarmd.raftstore;

import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.swarmd.identity.Caller;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;

/** Without encryption; a header stands for the certificate, which may be missing. */
record PlainWire(Optional<String> nodeId) implements Wire {

  private static final Metadata.Key<String> CERTIFICATE =
      Metadata.Key.of("test-certificate", Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public NettyServerBuilder server(InetSocketAddress address) {
    return NettyServerBuilder.forAddress(address).intercept(new CallerFromHeader());
  }

  @Override
  public ManagedChannel channel(String address) {
    Metadata header = new Metadata();
    nodeId.ifPresent(node -> header.put(CERTIFICATE, node));
    ClientInterceptor attach = MetadataUtils.newAttachHeadersInterceptor(header);
    return NettyChannelBuilder.forTarget("dns:///" + address).usePlaintext().disableRetry().intercept(attach).build();
  }

  private static final class CallerFromHeader implements ServerInterceptor {

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String node = headers.get(CERTIFICATE);
      Caller caller = node == null ? Caller.current()
          : new Caller(node, Set.of(Caller.MANAGER), TestNode.CLUSTER, "127.0.0.1:1", Optional.empty());
      return Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
    }
  }
}
