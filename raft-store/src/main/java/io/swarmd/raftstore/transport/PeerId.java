package io.swarmd.raftstore.transport;

import org.apache.ratis.protocol.RaftPeerId;

/**
 * A manager as Raft knows it: the raft id, given once and never again, with the node id of its certificate, so that
 * whoever claims to be this peer can be checked.
 */
public record PeerId(long raftId, String nodeId) {

  /** Ratis' form: the raft id in hexadecimal, a dot, the node id. */
  public RaftPeerId toRatis() {
    return RaftPeerId.valueOf(toString());
  }

  public static PeerId of(RaftPeerId id) {
    return parse(id.toString());
  }

  /**
   * Reads what {@link #toString} gives.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static PeerId parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 1) {
      throw new IllegalArgumentException("not a Raft peer: " + text);
    }
    return new PeerId(Long.parseUnsignedLong(text, 0, dot, 16), text.substring(dot + 1));
  }

  @Override
  public String toString() {
    return Long.toHexString(raftId) + "." + nodeId;
  }
}
