package io.swarmd.bench.cluster;

/** A run that cannot go on, with one line for the user. */
public final class BenchFailure extends RuntimeException {

  public BenchFailure(String text) {
    super(text);
  }

  public BenchFailure(String text, Throwable cause) {
    super(text, cause);
  }
}
