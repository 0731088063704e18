package io.swarmd.dispatcher;

import io.swarmd.dispatcher.stream.Outlet;
import io.swarmd.dispatcher.stream.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what a stream was told; its transport is ready until a test says otherwise. */
public final class RecordingOutlet<T> implements Outlet<T> {

  private final List<T> messages = new ArrayList<>();
  private Optional<Refusal> failure = Optional.empty();
  private boolean ready = true;
  private boolean completed;

  public void blocked(boolean blocked) {
    ready = !blocked;
  }

  @Override
  public boolean ready() {
    return ready;
  }

  @Override
  public void send(T message) {
    if (failure.isEmpty() && !completed) {
      messages.add(message);
    }
  }

  @Override
  public void complete() {
    completed = failure.isEmpty();
  }

  @Override
  public void fail(Refusal why) {
    if (!completed) {
      failure = failure.or(() -> Optional.of(why));
    }
  }

  /** Whether the stream ended well. */
  public boolean completed() {
    return completed;
  }

  public List<T> messages() {
    return List.copyOf(messages);
  }

  public T last() {
    return messages.getLast();
  }

  /** What came since the last call of this. */
  public List<T> take() {
    List<T> taken = List.copyOf(messages);
    messages.clear();
    return taken;
  }

  /** Why the stream ended badly; empty while it is open. */
  public Optional<Refusal.Reason> ended() {
    return failure.map(Refusal::reason);
  }

  public Optional<String> text() {
    return failure.map(Refusal::getMessage);
  }
}
