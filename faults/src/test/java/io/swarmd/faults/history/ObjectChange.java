package io.swarmd.faults.history;

/**
 * What happened to an object.
 *
 * @param object as it is after that; a removed one as it was before
 */
public record ObjectChange(Kind kind, Seen object) {

  /** The ways objects change. */
  public enum Kind { CREATED, UPDATED, REMOVED }

  public boolean isRemoval() {
    return kind == Kind.REMOVED;
  }
}
