package io.swarmd.controlapi.forward;

import io.grpc.ServerCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Listens for a call of which it is not decided yet who answers it, and hands over what came meanwhile. That is little:
 * nothing is requested from the caller before.
 */
final class LateListener<Q> extends ServerCall.Listener<Q> {

  private final List<Consumer<ServerCall.Listener<Q>>> missed = new ArrayList<>();
  private ServerCall.Listener<Q> listener;
  private boolean cancelled;

  /** Whether the caller has left. */
  synchronized boolean cancelled() {
    return cancelled;
  }

  synchronized void handTo(ServerCall.Listener<Q> chosen) {
    missed.forEach(event -> event.accept(chosen));
    missed.clear();
    listener = chosen;
  }

  private synchronized void pass(Consumer<ServerCall.Listener<Q>> event) {
    if (listener != null) {
      event.accept(listener);
    } else {
      missed.add(event);
    }
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
