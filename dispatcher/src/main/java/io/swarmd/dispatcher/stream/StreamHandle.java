package io.swarmd.dispatcher.stream;

import io.swarmd.loop.EventLoop;

/** Brings what the transport says of a stream to the loop; a stream cancelled before it was opened is never opened. */
public final class StreamHandle implements OpenStream {

  private final EventLoop loop;
  private Runnable onReady = () -> {};
  private Runnable onCancel = () -> {};
  private boolean cancelled;

  public StreamHandle(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public void ready() {
    loop.execute(() -> onReady.run());
  }

  @Override
  public void cancel() {
    loop.execute(() -> {
      cancelled = true;
      onCancel.run();
    });
  }

  /** Names who is to hear from the transport. On the loop. */
  public void bind(Runnable ready, Runnable cancel) {
    onReady = ready;
    onCancel = cancel;
  }

  public boolean isCancelled() {
    return cancelled;
  }
}
