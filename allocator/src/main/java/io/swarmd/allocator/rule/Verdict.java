package io.swarmd.allocator.rule;

import java.util.List;

/** What a rule says of one object. */
public sealed interface Verdict<T> {

  /** It has all it needs. */
  record Settled<T>() implements Verdict<T> {}

  /**
   * It is to be written like this; what it gained is taken in the book.
   *
   * @param shortOf what it still lacks
   */
  record Write<T>(T object, List<String> shortOf) implements Verdict<T> {}

  /**
   * It cannot be given what it needs; nothing was taken.
   *
   * @param shortOf what it lacks, in the names of {@link Lack}
   * @param why for users; empty when it only waits for something that is under way
   */
  record Waits<T>(List<String> shortOf, String why) implements Verdict<T> {}

  static <T> Verdict<T> write(T object) {
    return new Write<>(object, List.of());
  }

  static <T> Verdict<T> waits(String on, String why) {
    return new Waits<>(List.of(on), why);
  }
}
