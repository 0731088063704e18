package io.swarmd.faults.check;

/** A promise that was not kept. */
public record Violation(Kind kind, String text) {

  /** The promises, by how they are broken. */
  public enum Kind {
    /** One version, told with two contents. */
    VERSION_TWICE,
    /** An acknowledged write that is not there, or an object that is gone though nobody removed it. */
    LOST,
    /** One request that was carried out twice. */
    APPLIED_TWICE,
    /** A state that no request led to, or that was there before its request. */
    NEVER_WRITTEN,
    /** An update that replaced another state than the one it named. */
    WRITTEN_OVER,
    /** A change of an object after its removal. */
    RESURRECTED,
    /** An answer older than what was known when it was asked for. */
    STALE_READ,
    /** A list that shows objects as they never were together. */
    TORN_LIST,
    /** Changes told to a watcher in another order than that of their versions, or twice. */
    WATCH_DISORDER,
    /** A change that a watcher was not told of. */
    WATCH_INCOMPLETE,
    /** A code or text that does not belong there, or a refusal without its reason. */
    WRONG_REFUSAL,
    /** Managers that do not hold the same at the end, or not what was told. */
    MANAGERS_DIFFER
  }
}
