package io.swarmd.faults.history;

import java.util.Optional;

/** What a client asks. Every create and update carries a value of its own, by which it is known again. */
public sealed interface Request {

  /** Under a name nobody else asks for. */
  record Create(String value) implements Request {}

  /** Of the object as it was at that version. */
  record Update(String id, long version, String value) implements Request {}

  record Remove(String id) implements Request {}

  record Read(String id) implements Request {}

  record ReadAll() implements Request {}

  /** What it puts there, if it puts anything. */
  default Optional<String> writes() {
    return switch (this) {
      case Create create -> Optional.of(create.value());
      case Update update -> Optional.of(update.value());
      case Remove remove -> Optional.empty();
      case Read read -> Optional.empty();
      case ReadAll readAll -> Optional.empty();
    };
  }

  /** The object it is about, if that is known. */
  default Optional<String> about() {
    return switch (this) {
      case Create create -> Optional.empty();
      case Update update -> Optional.of(update.id());
      case Remove remove -> Optional.of(remove.id());
      case Read read -> Optional.of(read.id());
      case ReadAll readAll -> Optional.empty();
    };
  }

  default boolean changesSomething() {
    return !(this instanceof Read || this instanceof ReadAll);
  }
}
