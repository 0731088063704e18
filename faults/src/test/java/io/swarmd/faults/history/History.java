package io.swarmd.faults.history;

import java.util.List;

/** All that clients and watchers asked and were told, and what the managers held at the end. */
public record History(List<Operation> operations, List<Watching> watchings, List<Copy> copies) {

  public History {
    operations = List.copyOf(operations);
    watchings = List.copyOf(watchings);
    copies = List.copyOf(copies);
  }
}
