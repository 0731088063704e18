package io.swarmd.store;

/** A transaction that was refused, or whose outcome is not known. The texts are those clients match on. */
public final class StoreException extends RuntimeException {

  /** Why (scheduling sheet, 4.2; control sheet, 1.10 and 1.11). */
  public enum Reason {
    EXISTS("object already exists"),
    NOT_FOUND("object does not exist"),
    NAME_CONFLICT("name conflicts with an existing object"),
    OUT_OF_SEQUENCE("update out of sequence"),
    KIND_UNREGISTERED("object kind is unregistered"),
    EXTENSION_IMMUTABLE("extensions are immutable"),
    EXTENSION_IN_USE("cannot delete extension because objects of this type exist in the data store"),
    TOO_LARGE("raft: raft message is too large and can't be sent"),
    /** What a unit required no longer holds. */
    REQUIREMENT("requirement no longer holds"),
    /** Nothing was written: more waits already than the store holds. */
    BUSY("store: too many writes are waiting"),
    /** Nothing was written: this manager does not lead, or no longer leads in the term the write was made for. */
    NOT_LEADER("raft: failed to process the request: node lost leader status"),
    /** It was submitted, but leadership or the log was lost before it was known to be committed: it may yet be. */
    OUTCOME_UNKNOWN("raft: failed to process the request: node lost leader status"),
    STOPPED("raft: failed to process the request: node is stopped");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  private final Reason reason;

  public StoreException(Reason reason) {
    this(reason, reason.text());
  }

  public StoreException(Reason reason, String text) {
    super(text, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
