package io.swarmd.faults.history;

/**
 * An object as somebody was shown it.
 *
 * @param version of the object
 * @param value what its last writer put there; every write puts another one
 */
public record Seen(String id, long version, String value) {

  @Override
  public String toString() {
    return id + "@" + version + "=" + value;
  }
}
