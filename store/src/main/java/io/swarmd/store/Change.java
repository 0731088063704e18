package io.swarmd.store;

import com.google.protobuf.Message;

/** One object created, updated or deleted. */
public sealed interface Change<T extends Message> {

  Table<T> table();

  /** The object as it is now; the last one, when deleted. */
  T object();

  default String id() {
    return table().id(object());
  }

  record Created<T extends Message>(Table<T> table, T object) implements Change<T> {}

  record Updated<T extends Message>(Table<T> table, T object, T old) implements Change<T> {}

  record Deleted<T extends Message>(Table<T> table, T object) implements Change<T> {}
}
