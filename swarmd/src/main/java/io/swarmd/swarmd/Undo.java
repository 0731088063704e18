package io.swarmd.swarmd;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what was made so far, the last first, when the whole of it cannot be made. Used by one thread. */
final class Undo {

  private static final Logger log = LoggerFactory.getLogger(Undo.class);

  private final Deque<AutoCloseable> made = new ArrayDeque<>();

  <T extends AutoCloseable> T keep(T part) {
    made.push(part);
    return part;
  }

  void all() {
    while (!made.isEmpty()) {
      try {
        made.pop().close();
      } catch (Exception second) {
        log.debug("ending what is not used", second);
      }
    }
  }
}
