package io.swarmd.controlapi.forward;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.swarmd.identity.Caller;
import io.swarmd.identity.authorization.ForwardedIdentity;
import io.swarmd.loop.Environment;
import io.swarmd.store.Store;
import io.swarmd.store.group.ManagerGroup;
import io.swarmd.store.group.ManagerGroup.Member;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sends calls that only the leader can answer to the leader, whatever the service and the shape of the call; on the
 * leader itself they pass untouched. Without a leader calls wait until there is one, or until there has been none for
 * ten ticks. Runs after the roles were checked, so that the caller is known. Safe for use by many threads.
 *
 * <p>Source: identity sheet, section 7; control sheet, 1.7 and 1.11.
 */
public final class LeaderProxy implements ServerInterceptor {

  private final Port port;
  private final LeaderSearch search;
  private final LeaderChannels channels;

  public LeaderProxy(
      Port port, Environment environment, Store store, ManagerGroup managers, LeaderChannels channels) {
    this.port = port;
    this.channels = channels;
    this.search = new LeaderSearch(port, environment, store, managers, channels);
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (!port.forwards(call.getMethodDescriptor().getServiceName())) {
      return next.startCall(call, headers);
    }
    Optional<Target> leader = search.now();
    if (leader.isPresent()) {
      return proceed(leader.get(), call, headers, next);
    }
    LateListener<Q> late = new LateListener<>();
    Context context = Context.current();
    search.find(new LeaderSearch.Seeker(late::cancelled,
        target -> context.run(() -> late.handTo(proceed(target, call, headers, next))),
        status -> call.close(status, new Metadata())));
    return late;
  }

  private <Q, R> ServerCall.Listener<Q> proceed(
      Target target, ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    return switch (target) {
      case Target.Here here -> next.startCall(call, headers);
      case Target.There there -> forward(there.leader(), call, headers, next);
    };
  }

  private <Q, R> ServerCall.Listener<Q> forward(
      Member leader, ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    MethodDescriptor<Q, R> method = call.getMethodDescriptor();
    Caller caller = Caller.current();
    Supplier<Metadata> sent = () -> ForwardedIdentity.forward(caller, headers);
    Metadata firstSent;
    try {
      firstSent = sent.get();
    } catch (StatusRuntimeException hoppedBefore) {
      call.close(hoppedBefore.getStatus(), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    CallOptions options = CallOptions.DEFAULT.withDeadline(Context.current().getDeadline());
    if (method.getType() == MethodDescriptor.MethodType.UNARY) {
      return UnaryRelay.start(call, new UnaryRelay.Ways<>(member -> channels.to(member).newCall(method, options), sent,
          () -> next.startCall(call, headers)), search, leader);
    }
    return StreamRelay.start(call, channels.to(leader).newCall(method, options), firstSent);
  }
}
