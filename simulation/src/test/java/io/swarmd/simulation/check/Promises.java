package io.swarmd.simulation.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What callers asked for and what they were told. Nothing acknowledged may be lost; a write whose outcome was not told
 * may have been made or not, but only on the version it named.
 *
 * @param <S> what is asked for
 */
public final class Promises<S> {

  /** One write asked for. */
  public final class Ask {
    private final long onVersion;
    private final Optional<S> wanted;
    private long version = -1;

    private Ask(long onVersion, Optional<S> wanted) {
      this.onVersion = onVersion;
      this.wanted = wanted;
    }

    /** It was acknowledged, and made this version. */
    public void acknowledged(long newVersion) {
      version = newVersion;
    }

    private boolean isAcknowledged() {
      return version >= 0;
    }
  }

  private final String kind;
  private final Violations violations;
  private final Map<String, List<Ask>> asked = new HashMap<>();

  public Promises(String kind, Violations violations) {
    this.kind = kind;
    this.violations = violations;
  }

  /** Somebody wants the object to be so, or not to be; 0 as version for one not there yet. */
  public Ask ask(String name, long onVersion, Optional<S> wanted) {
    Ask ask = new Ask(onVersion, wanted);
    asked.computeIfAbsent(name, key -> new ArrayList<>()).add(ask);
    return ask;
  }

  /** Compares an object, or that there is none, with what was asked for and acknowledged. */
  public void check(String name, Optional<S> actual) {
    List<Ask> asks = asked.getOrDefault(name, List.of());
    Optional<Ask> last = asks.stream().filter(Ask::isAcknowledged)
        .max((one, other) -> Long.compare(one.version, other.version));
    if (last.isEmpty() || last.get().wanted.equals(actual)) {
      return;
    }
    long since = last.get().version;
    boolean superseded = asks.stream()
        .anyMatch(ask -> !ask.isAcknowledged() && ask.wanted.equals(actual) && ask.onVersion >= since);
    if (!superseded) {
      violations.add("an acknowledged write was lost: " + kind + " " + name + " is " + actual
          + " and not " + last.get().wanted);
    }
  }

  public void checkAll(Function<String, Optional<S>> actual) {
    asked.keySet().forEach(name -> check(name, actual.apply(name)));
  }
}
