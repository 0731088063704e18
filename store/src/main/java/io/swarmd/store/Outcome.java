package io.swarmd.store;

/** What became of a unit that was proposed. */
public sealed interface Outcome {

  /** It is part of the committed state of this version, and the proposer's loop has been given that change set. */
  record Committed(long version) implements Outcome {}

  /** What it was decided on has changed; nothing was written. Look again. */
  record Conflict(StoreException.Reason reason, String text) implements Outcome {}

  /** It can never be written as it is (too large, a name taken); nothing was written. */
  record Refused(StoreException.Reason reason, String text) implements Outcome {}

  /** Leadership or the log was lost: it may be written yet, or not. */
  record Unknown(String text) implements Outcome {}
}
