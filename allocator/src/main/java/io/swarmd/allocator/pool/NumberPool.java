package io.swarmd.allocator.pool;

import java.util.BitSet;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * Numbers from zero up to a bound, a bit for each up to the highest taken. Those chosen automatically come from a
 * range, each the next free one after the one chosen last, so that a number given back is not chosen again before the
 * range has been gone round. Not stored: after a restart choosing begins at the start of the range.
 */
public final class NumberPool {

  private final int last;
  private final int automaticFirst;
  private final int automaticLast;
  private final BitSet taken = new BitSet();
  private int takenInRange;
  private int cursor;

  /**
   * @param last the highest number there is
   * @param automaticFirst the lowest that is chosen automatically
   * @param automaticLast the highest that is
   */
  public NumberPool(int last, int automaticFirst, int automaticLast) {
    this.last = last;
    this.automaticFirst = automaticFirst;
    this.automaticLast = automaticLast;
    this.cursor = automaticFirst;
  }

  public boolean exists(int number) {
    return number >= 0 && number <= last;
  }

  /** Takes this number; false when it is taken already, or does not exist. */
  public boolean take(int number) {
    if (!exists(number) || taken.get(number)) {
      return false;
    }
    taken.set(number);
    takenInRange += inRange(number) ? 1 : 0;
    return true;
  }

  /** Takes the next free number of the range; empty when there is none. */
  public OptionalInt takeNext() {
    return takeNext(number -> true);
  }

  /** Takes the next free number of the range that is fit; empty when there is none. */
  public OptionalInt takeNext(IntPredicate fit) {
    if (takenInRange > automaticLast - automaticFirst) {
      return OptionalInt.empty();
    }
    OptionalInt ahead = firstFree(cursor, automaticLast, fit);
    OptionalInt chosen = ahead.isPresent() ? ahead : firstFree(automaticFirst, cursor - 1, fit);
    chosen.ifPresent(number -> {
      take(number);
      cursor = number == automaticLast ? automaticFirst : number + 1;
    });
    return chosen;
  }

  private OptionalInt firstFree(int from, int to, IntPredicate fit) {
    for (int number = taken.nextClearBit(from); number <= to; number = taken.nextClearBit(number + 1)) {
      if (fit.test(number)) {
        return OptionalInt.of(number);
      }
    }
    return OptionalInt.empty();
  }

  /** Gives a number back; one that is free stays so. */
  public void release(int number) {
    if (number >= 0 && taken.get(number)) {
      taken.clear(number);
      takenInRange -= inRange(number) ? 1 : 0;
    }
  }

  /** How many are taken. */
  public int taken() {
    return taken.cardinality();
  }

  /** How many may still be chosen automatically. */
  public int free() {
    return automaticLast - automaticFirst + 1 - takenInRange;
  }

  private boolean inRange(int number) {
    return number >= automaticFirst && number <= automaticLast;
  }
}
