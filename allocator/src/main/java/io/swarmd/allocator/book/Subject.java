package io.swarmd.allocator.book;

import io.swarmd.store.Table;

/** An object that holds, or waits for, what is allocated. */
public record Subject(Kind kind, String id) {

  /** In the order in which they are served: each needs only what comes before it. */
  public enum Kind {
    NETWORK(Table.NETWORK), SERVICE(Table.SERVICE), NODE(Table.NODE), TASK(Table.TASK);

    private final Table<?> table;

    Kind(Table<?> table) {
      this.table = table;
    }

    public Table<?> table() {
      return table;
    }
  }

  /** Names the object among those of all kinds. */
  public String key() {
    return kind.name().toLowerCase(java.util.Locale.ROOT) + "/" + id;
  }
}
