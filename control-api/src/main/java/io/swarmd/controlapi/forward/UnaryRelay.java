package io.swarmd.controlapi.forward;

import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.swarmd.store.group.ManagerGroup.Member;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Carries one request to the leader and its answer back. When the leader cannot be reached, the request is repeated
 * once, to whoever leads then (identity sheet, section 7, 8); that may be this manager.
 */
final class UnaryRelay<Q, R> extends ServerCall.Listener<Q> {

  /**
   * How a relay reaches beyond itself.
   *
   * @param open opens a call to a member
   * @param headers made anew for each try
   * @param startHere starts the call on this manager
   */
  record Ways<Q, R>(Function<Member, ClientCall<Q, R>> open, Supplier<Metadata> headers,
      Supplier<ServerCall.Listener<Q>> startHere) {}

  private final ServerCall<Q, R> inbound;
  private final Ways<Q, R> ways;
  private final LeaderSearch search;
  private final Member firstLeader;
  private final Context context = Context.current();
  private Q request;
  private boolean repeated;
  private volatile ClientCall<Q, R> outbound;
  private volatile ServerCall.Listener<Q> here;
  private volatile boolean cancelled;

  private UnaryRelay(ServerCall<Q, R> inbound, Ways<Q, R> ways, LeaderSearch search, Member firstLeader) {
    this.inbound = inbound;
    this.ways = ways;
    this.search = search;
    this.firstLeader = firstLeader;
  }

  static <Q, R> UnaryRelay<Q, R> start(
      ServerCall<Q, R> inbound, Ways<Q, R> ways, LeaderSearch search, Member leader) {
    inbound.request(2); // the second shows a caller that sends more than one
    return new UnaryRelay<>(inbound, ways, search, leader);
  }

  @Override
  public void onMessage(Q message) {
    request = message;
  }

  @Override
  public void onHalfClose() {
    if (request == null) {
      inbound.close(Status.INTERNAL.withDescription("the call ended without a request"), new Metadata());
    } else {
      send(firstLeader);
    }
  }

  @Override
  public void onCancel() {
    cancelled = true;
    ClientCall<Q, R> open = outbound;
    if (open != null) {
      open.cancel("the caller has left", null);
    }
    tellHere(ServerCall.Listener::onCancel);
  }

  @Override
  public void onComplete() {
    tellHere(ServerCall.Listener::onComplete);
  }

  private void tellHere(Consumer<ServerCall.Listener<Q>> event) {
    ServerCall.Listener<Q> listener = here;
    if (listener != null) {
      event.accept(listener);
    }
  }

  private void send(Member leader) {
    ClientCall<Q, R> call = ways.open.apply(leader);
    outbound = call;
    call.start(new Answer(leader), ways.headers.get());
    call.request(2);
    call.sendMessage(request);
    call.halfClose();
  }

  private void repeat(Member unreachable) {
    repeated = true;
    search.findAfter(unreachable, new LeaderSearch.Seeker(() -> cancelled,
        target -> context.run(() -> sendTo(target)), status -> inbound.close(status, new Metadata())));
  }

  private void sendTo(Target target) {
    switch (target) {
      case Target.There there -> send(there.leader());
      case Target.Here own -> {
        here = ways.startHere.get();
        here.onReady();
        here.onMessage(request);
        here.onHalfClose();
      }
    }
  }

  /** What comes back from the leader. */
  private final class Answer extends ClientCall.Listener<R> {

    private final Member leader;
    private Metadata headers = new Metadata();
    private R message;

    Answer(Member leader) {
      this.leader = leader;
    }

    @Override
    public void onHeaders(Metadata received) {
      headers = received;
    }

    @Override
    public void onMessage(R received) {
      message = received;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (status.getCode() == Status.Code.UNAVAILABLE && !repeated && !cancelled) {
        repeat(leader);
        return;
      }
      if (status.isOk()) {
        inbound.sendHeaders(headers);
        inbound.sendMessage(message);
      }
      inbound.close(status, trailers);
    }
  }
}
