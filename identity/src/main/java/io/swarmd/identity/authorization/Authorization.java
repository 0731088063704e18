package io.swarmd.identity.authorization;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.swarmd.identity.Caller;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The one gate in front of every method of a server: lets a call through with its {@link Caller} in the gRPC context,
 * or ends it with {@code PERMISSION_DENIED}. A method that declares no {@link AccessRule} is closed to all. Safe for
 * many threads.
 */
public final class Authorization {

  /** Decides one call. */
  private interface Gate {
    Caller admit(AccessRule rule, Peer peer, Metadata headers) throws CallerCheck.Refused;
  }

  private final Gate gate;

  private Authorization(Gate gate) {
    this.gate = gate;
  }

  /**
   * For the remote API: by the client's certificate, or by a manager's word for a call it forwards.
   *
   * @param organization this cluster's id
   * @param removed whether a node was removed from the cluster, asked at every call; true closes it out
   */
  public static Authorization remote(Supplier<String> organization, Predicate<String> removed) {
    return new Authorization((rule, peer, headers) -> {
      CallerCheck check = new CallerCheck(organization.get(), removed);
      Optional<ForwardedIdentity> forwarded = ForwardedIdentity.read(headers);
      return rule.open() ? check.admit(peer, forwarded) : check.authorize(rule.roles(), peer, forwarded);
    });
  }

  /**
   * For the control socket, which its file permissions guard: every call counts as this node's own.
   *
   * @param self this node as a caller, without a remote address
   */
  public static Authorization controlSocket(Supplier<Caller> self) {
    return new Authorization((rule, peer, headers) -> self.get());
  }

  /** Puts the gate before all methods of the server that is being built. */
  public void addTo(ServerBuilder<?> server) {
    server.addTransportFilter(new PeerReader()).intercept(new Interceptor(gate));
  }

  /** Reads the client's certificate once for a connection instead of once for a call. */
  private static final class PeerReader extends ServerTransportFilter {
    @Override
    public Attributes transportReady(Attributes transport) {
      return transport.toBuilder().set(Peer.KEY, Peer.of(transport)).build();
    }
  }

  private static final class Interceptor implements ServerInterceptor {

    private final Gate gate;
    /** One entry for each method of the server. */
    private final Map<String, Optional<AccessRule>> rules = new ConcurrentHashMap<>();

    Interceptor(Gate gate) {
      this.gate = gate;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      var method = call.getMethodDescriptor();
      Optional<AccessRule> rule = rules.computeIfAbsent(method.getFullMethodName(), name -> AccessRule.of(method));
      if (rule.isEmpty()) {
        return refuse(call, "Permission denied: method " + method.getFullMethodName() + " is open to nobody");
      }
      try {
        Caller caller = gate.admit(rule.get(), call.getAttributes().get(Peer.KEY), headers);
        return Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
      } catch (CallerCheck.Refused refused) {
        return refuse(call, refused.getMessage());
      }
    }

    private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, String text) {
      call.close(Status.PERMISSION_DENIED.withDescription(text), new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }
}
