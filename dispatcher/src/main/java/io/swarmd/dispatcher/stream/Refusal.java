package io.swarmd.dispatcher.stream;

/** A call refused, or a stream ended, by the dispatcher. The texts are those nodes know (dispatch sheet, 1.2). */
public final class Refusal extends RuntimeException {

  /** Why; the transport makes its code of it. */
  public enum Reason {
    /** The node has no session here: it never registered, was down or was removed. */
    NODE_NOT_REGISTERED("node not registered"),
    /** The session id is empty, or that of an earlier session. */
    SESSION_INVALID("session invalid"),
    TOO_MANY_REGISTRATIONS("exceeded rate limit count of registrations"),
    /** Another process registers with the identity of a node whose session lives. */
    SECOND_OF_A_NODE("runs already in another process"),
    NODE_NOT_FOUND("node not found"),
    /** This manager does not lead, or no longer. */
    STOPPED("dispatcher is stopped"),
    /** Leadership ended while the stream was open. */
    NODE_MUST_DISCONNECT("node must disconnect"),
    FOREIGN_TASK("task belongs to another node"),
    /** A bound of this manager is reached; the node tries again later. */
    BUSY("too much is waiting to be stored, report again"),
    /** The node holds more streams open than one session needs. */
    TOO_MANY_STREAMS("too many open streams for one node"),
    /** The write was refused for a reason that repeating does not mend. */
    NOT_STORED("report could not be stored"),
    /** What is asked for makes no sense; the text says what. */
    INVALID_REQUEST("invalid request"),
    /** Nobody subscribed under this id, or not any more. */
    UNKNOWN_SUBSCRIPTION("subscription not found"),
    FOREIGN_LINES("log lines of another node"),
    /** All lines that could be had were delivered; the text says what is missing. */
    INCOMPLETE_LOGS("incomplete log stream"),
    TOO_MANY_SUBSCRIPTIONS("too many log subscriptions are open, try again later"),
    /** This manager passes on no logs: it does not lead, or no longer. */
    NO_BROKER("broker is not running"),
    /** A fault of this manager, which its log tells. */
    FAILED("the dispatcher failed");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }

  private final Reason reason;

  public Refusal(Reason reason) {
    this(reason, reason.text);
  }

  public Refusal(Reason reason, String text) {
    super(text, null, false, false);
    this.reason = reason;
  }

  /** More registrations of the node than the limit lets pass. */
  public static Refusal tooManyRegistrations(String nodeId) {
    return new Refusal(
        Reason.TOO_MANY_REGISTRATIONS, "node " + nodeId + " " + Reason.TOO_MANY_REGISTRATIONS.text);
  }

  /** Two processes take the node's session from each other. */
  public static Refusal secondOfNode(String nodeId) {
    return new Refusal(Reason.SECOND_OF_A_NODE, "node " + nodeId + " " + Reason.SECOND_OF_A_NODE.text
        + " whose session is open: two use one identity, perhaps a copied state directory; stop one of them, empty "
        + "its state directory and join again");
  }

  public Reason reason() {
    return reason;
  }
}
