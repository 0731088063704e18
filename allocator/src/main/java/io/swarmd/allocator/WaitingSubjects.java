package io.swarmd.allocator;

import io.swarmd.allocator.book.Subject;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who could not be given what it needs, by what it lacks, and why, for users. */
final class WaitingSubjects {

  private record Wait(List<String> shortOf, String why) {}

  private final Map<Subject, Wait> bySubject = new HashMap<>();
  private final Map<String, Set<Subject>> byLack = new HashMap<>();

  /** In place of what it waited for before. */
  void add(Subject subject, List<String> shortOf, String why) {
    remove(subject);
    bySubject.put(subject, new Wait(shortOf, why));
    shortOf.forEach(lack -> byLack.computeIfAbsent(lack, key -> new LinkedHashSet<>()).add(subject));
  }

  void remove(Subject subject) {
    Wait wait = bySubject.remove(subject);
    if (wait != null) {
      for (String lack : wait.shortOf) {
        byLack.computeIfPresent(lack, (key, subjects) -> {
          subjects.remove(subject);
          return subjects.isEmpty() ? null : subjects;
        });
      }
    }
  }

  /** Those who wait for this, the one that waits longest first. */
  List<Subject> shortOf(String lack) {
    return List.copyOf(byLack.getOrDefault(lack, Set.of()));
  }

  /** Why the subject waits; empty when it does not, or only for something under way. */
  Optional<String> why(Subject subject) {
    return Optional.ofNullable(bySubject.get(subject)).map(Wait::why).filter(why -> !why.isEmpty());
  }
}
