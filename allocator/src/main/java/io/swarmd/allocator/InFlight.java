package io.swarmd.allocator;

import io.swarmd.allocator.book.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What has been proposed and is not known to be written, and what failed without a visible reason. */
final class InFlight {

  /**
   * @param subject what the unit is about
   * @param version of the stored object it was decided on
   */
  record Proposal(Subject subject, long version) {}

  /** How long a subject whose proposal failed waits for news of what stood in its way. */
  private static final Duration RETRY = Duration.ofMillis(100);

  private final Map<String, Proposal> byKey = new HashMap<>();
  private final Set<Subject> aside = new LinkedHashSet<>();
  private Optional<Instant> retryAt = Optional.empty();

  void add(Subject subject, long version) {
    byKey.put(subject.key(), new Proposal(subject, version));
  }

  boolean contains(Subject subject) {
    return !byKey.isEmpty() && byKey.containsKey(subject.key());
  }

  Optional<Proposal> remove(String key) {
    return Optional.ofNullable(byKey.remove(key));
  }

  /** The store looks as it did when the failed proposal was made: something newer is on its way here. */
  void setAside(Subject subject, Instant now) {
    aside.add(subject);
    retryAt = Optional.of(now.plus(RETRY));
  }

  /** Those set aside, to be looked at again now. */
  List<Subject> takeAside() {
    List<Subject> subjects = List.copyOf(aside);
    aside.clear();
    retryAt = Optional.empty();
    return subjects;
  }

  Optional<Instant> retryAt() {
    return retryAt;
  }

  void clear() {
    byKey.clear();
    takeAside();
  }
}
