package io.swarmd.faults.history;

import java.util.List;

/** What a client was told. */
public sealed interface Answer {

  /** The object as it was written or found. */
  record Shown(Seen object) implements Answer {}

  record Removed() implements Answer {}

  record Listed(List<Seen> objects) implements Answer {}

  /**
   * No, or no answer in time. Of a write it is not known then whether it was done, unless the text says so.
   *
   * @param code the name of a gRPC status
   */
  record Refused(String code, String text) implements Answer {}

  default boolean isRefusal() {
    return this instanceof Refused;
  }
}
