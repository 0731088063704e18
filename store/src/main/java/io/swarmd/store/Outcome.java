package io.swarmd.store;

/** What became of a unit that was proposed. */
public sealed interface Outcome {

  /** It is part of the committed state of this version, and the proposer's loop has been given that change set. */
  record Committed(long version) implements Outcome {}

  /** What it was decided on has changed; nothing was written. Look again. */
  record Conflict(StoreException.Reason reason, String text) implements Outcome {}

  /** It can never be written as it is (too large, a name taken); nothing was written. */
  record Refused(StoreException.Reason reason, String text) implements Outcome {}

  /**
   * The log did not say whether it was written. While its term is led this is told only when it is decided: what of it
   * is not committed by now never will be. Look again. When leadership is lost it may be written yet.
   */
  record Unknown(String text) implements Outcome {}
}
