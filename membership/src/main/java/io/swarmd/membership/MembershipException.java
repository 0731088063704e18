package io.swarmd.membership;

/** A change of the members that is refused; the texts are those clients know (identity sheet, section 13). */
public final class MembershipException extends RuntimeException {

  /** Why; the transport makes its code of it. */
  public enum Reason {
    NOT_A_MEMBER, NOT_LEADER, INVALID_ADDRESS, NO_NODE_INFORMATION, NOT_FOUND, QUORUM, UNREACHABLE, NOT_A_MANAGER,
    BUSY, TIMED_OUT, FAILED
  }

  private final Reason reason;

  public MembershipException(Reason reason, String text) {
    super(text, null, false, false);
    this.reason = reason;
  }

  public static MembershipException notAMember() {
    return new MembershipException(Reason.NOT_A_MEMBER, "raft: node is not yet part of a raft cluster");
  }

  public static MembershipException notLeader() {
    return new MembershipException(
        Reason.NOT_LEADER, "raft: failed to process the request: node lost leader status");
  }

  public static MembershipException notFound(long raftId) {
    return new MembershipException(Reason.NOT_FOUND, "member " + Long.toHexString(raftId) + " not found");
  }

  public static MembershipException quorum() {
    return new MembershipException(
        Reason.QUORUM, "raft: member cannot be removed, because removing it may result in loss of quorum");
  }

  public Reason reason() {
    return reason;
  }
}
