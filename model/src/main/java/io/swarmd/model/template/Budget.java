package io.swarmd.model.template;

/** What one expansion may still do. Every node, every value and every byte that is made or compared costs one. */
final class Budget {

  private static final long WORK_MAX = 16L << 20;
  private static final int DEPTH_MAX = 200;
  /** What one expansion may put out, and the most that one function may make. */
  private static final int BYTES_MAX = 4 << 20;

  private long work = WORK_MAX;
  private int depth;

  /** @throws IllegalArgumentException when more is done than any template needs */
  void spend(long amount) {
    work -= amount;
    if (amount > BYTES_MAX || work < 0) {
      throw new IllegalArgumentException("the template makes too much: at most " + (BYTES_MAX >> 20)
          + " MiB of text, and " + (WORK_MAX >> 20) + " million steps");
    }
  }

  /** @throws IllegalArgumentException when the output grows beyond what is allowed */
  void checkOutput(int length) {
    if (length > BYTES_MAX) {
      throw new IllegalArgumentException("the output is larger than " + (BYTES_MAX >> 20) + " MiB");
    }
  }

  void enter() {
    if (++depth > DEPTH_MAX) {
      throw new IllegalArgumentException("templates call one another more than " + DEPTH_MAX + " deep");
    }
  }

  void leave() {
    depth--;
  }
}
