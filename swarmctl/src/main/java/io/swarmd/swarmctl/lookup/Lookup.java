package io.swarmd.swarmctl.lookup;

import io.grpc.StatusRuntimeException;
import io.swarmd.swarmctl.command.UsageException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Finds one object by what a user typed: its id, else its name, else the start of its id (control sheet, 17.9). */
final class Lookup {

  private Lookup() {}

  static <T> T find(String kind, String typed, Supplier<T> byId, Function<String, List<T>> byName,
      Function<String, List<T>> byIdPrefix) {
    try {
      return byId.get();
    } catch (StatusRuntimeException notThatId) {
      return switch (notThatId.getStatus().getCode()) {
        case NOT_FOUND, INVALID_ARGUMENT -> byOther(kind, typed, byName.apply(typed), byIdPrefix);
        default -> throw notThatId;
      };
    }
  }

  private static <T> T byOther(String kind, String typed, List<T> named, Function<String, List<T>> byIdPrefix) {
    List<T> found = named.isEmpty() && !typed.isEmpty() ? byIdPrefix.apply(typed) : named;
    if (found.isEmpty()) {
      throw new UsageException(kind + " " + typed + " not found");
    }
    if (found.size() > 1) {
      throw new UsageException(kind + " " + typed + " is ambiguous (" + found.size() + " matches found)");
    }
    return found.getFirst();
  }
}
