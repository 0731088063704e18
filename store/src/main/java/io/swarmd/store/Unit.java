package io.swarmd.store;

import com.google.protobuf.Message;
import java.util.List;
import java.util.function.Predicate;

/**
 * A change that is made whole or not at all: usually one task, or the old and the new task of a slot. Large decisions
 * are lists of units, of which any prefix is a state to go on from.
 *
 * @param key what the unit is about, in the words of the loop that proposes it (a service, task or node id); the loop
 *     does not decide it again before it knows the outcome
 * @param writes made in order; none is made unless all can be
 */
public record Unit(String key, List<Write> writes) {

  public static Unit of(String key, Write... writes) {
    return new Unit(key, List.of(writes));
  }

  /** One step of a unit. Each names what it was decided on. */
  public sealed interface Write {}

  public record Create<T extends Message>(Table<T> table, T object) implements Write {}

  /** The object carries the version it was decided on; another stored version is a conflict. */
  public record Update<T extends Message>(Table<T> table, T object) implements Write {}

  /** Deletes the object if it still has the version. */
  public record Delete<T extends Message>(Table<T> table, String id, long version) implements Write {}

  /** Writes nothing, but is a conflict unless the object still has the version. */
  public record Expect<T extends Message>(Table<T> table, String id, long version) implements Write {}

  /** Writes nothing, but is a conflict unless this holds at the head. Looks up by key only. */
  public record Require(String what, Predicate<StoreView> holds) implements Write {}
}
