package io.swarmd.controlapi.forward;

import io.grpc.ServerCall;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Listens for a call of which it is not decided yet who answers it, and hands over what came meanwhile. That is little:
 * nothing is requested from the caller before. Callbacks come one at a time, the decision from any thread.
 */
final class LateListener<Q> extends ServerCall.Listener<Q> {

  private final Queue<Consumer<ServerCall.Listener<Q>>> missed = new ArrayDeque<>();
  private ServerCall.Listener<Q> listener;
  private boolean cancelled;

  /** Whether the caller has left. */
  synchronized boolean cancelled() {
    return cancelled;
  }

  /** Called once. What the chosen one makes happen while it catches up is queued behind what it missed. */
  void handTo(ServerCall.Listener<Q> chosen) {
    for (Optional<Consumer<ServerCall.Listener<Q>>> next = next(chosen); next.isPresent(); next = next(chosen)) {
      next.get().accept(chosen);
    }
  }

  private synchronized Optional<Consumer<ServerCall.Listener<Q>>> next(ServerCall.Listener<Q> chosen) {
    if (missed.isEmpty()) {
      listener = chosen;
    }
    return Optional.ofNullable(missed.poll());
  }

  private void pass(Consumer<ServerCall.Listener<Q>> event) {
    ServerCall.Listener<Q> chosen;
    synchronized (this) {
      chosen = listener;
      if (chosen == null) {
        missed.add(event);
        return;
      }
    }
    event.accept(chosen);
  }

  @Override
  public void onMessage(Q message) {
    pass(chosen -> chosen.onMessage(message));
  }

  @Override
  public void onHalfClose() {
    pass(ServerCall.Listener::onHalfClose);
  }

  @Override
  public void onCancel() {
    synchronized (this) {
      cancelled = true;
    }
    pass(ServerCall.Listener::onCancel);
  }

  @Override
  public void onComplete() {
    pass(ServerCall.Listener::onComplete);
  }

  @Override
  public void onReady() {
    pass(ServerCall.Listener::onReady);
  }
}
