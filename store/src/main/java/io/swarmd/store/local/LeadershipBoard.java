package io.swarmd.store.local;

import io.swarmd.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Says whether this manager leads, and tells those who asked when that changes. Any thread. */
final class LeadershipBoard {

  private record Listener(EventLoop loop, Consumer<Optional<Long>> told) {
    void tell(Optional<Long> term) {
      loop.execute(() -> told.accept(term));
    }
  }

  private final List<Listener> listeners = new ArrayList<>();
  private volatile Optional<Long> leading = Optional.empty();

  Optional<Long> leading() {
    return leading;
  }

  synchronized void post(Optional<Long> term) {
    if (!leading.equals(term)) {
      leading = term;
      listeners.forEach(listener -> listener.tell(term));
    }
  }

  synchronized void listen(EventLoop loop, Consumer<Optional<Long>> told) {
    Listener listener = new Listener(loop, told);
    listeners.add(listener);
    listener.tell(leading);
  }
}
