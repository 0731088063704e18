package io.swarmd.raftstore.sealing;

import java.util.function.UnaryOperator;

/** Where a manager keeps its data keys. Safe for many threads; failures are unchecked, with one line. */
public interface RingStorage {

  KeptKeys read();

  /** Replaces what is kept, all of it or nothing; it is on disk when this returns. */
  KeptKeys change(UnaryOperator<KeptKeys> change);
}
