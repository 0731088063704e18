package io.swarmd.faults.cluster;

import java.util.List;

/** Where managers listen, and what lies between them. */
public interface Network extends AutoCloseable {

  /** Which way packets of a manager are dropped. */
  enum Way { IN, OUT }

  /** What runs a program on this manager's host. */
  List<String> inside(int manager);

  String address(int manager);

  /** Whether connections can be cut here. */
  boolean canBeCut();

  /** Takes the manager's link down. */
  void unplug(int manager);

  void plug(int manager);

  /** Drops all packets of one way, without a word to anybody. */
  void drop(int manager, Way way);

  /** Drops all packets between two managers. */
  void dropBetween(int manager, int other);

  /** Drops nothing any more. */
  void mend(int manager);

  @Override
  void close();
}
