package io.swarmd.raftstore;

import java.time.Duration;

/**
 * What a manager's replicated log must be told.
 *
 * @param clusterId the cluster's id; managers of another cluster are refused, and sealed entries are bound to it
 * @param nodeId this node's id, as in its certificate
 * @param address host:port at which the other managers reach this one now
 * @param start how to begin when the directory is empty; when it is not, only {@link Start.Alone} matters
 * @param electionTimeout a follower that hears nothing for between once and twice this stands for election
 * @param snapshotBytes bytes of log applied after which a snapshot is taken
 * @param snapshotInterval time after which one is taken when anything was applied
 * @param keptEntries entries kept in the log behind a snapshot, for followers that are a little late
 */
public record RaftSettings(String clusterId, String nodeId, String address, Start start, Duration electionTimeout,
    long snapshotBytes, Duration snapshotInterval, long keptEntries) {

  /** One tick of the cluster object's Raft settings (design notes, F). */
  public static final Duration TICK = Duration.ofMillis(100);

  /** The beginning of a manager. */
  public sealed interface Start {

    /** The first manager of a new cluster: a group of one. */
    record Found(long raftId) implements Start {}

    /** A manager that waits to be added by the leader, who gives the raft id. */
    record Join() implements Start {}

    /**
     * A manager that goes on from its own data without the others, of whom a majority is lost. The raft id is a new
     * one, so that former members who come back do not take it for one of theirs.
     */
    record Alone(long raftId) implements Start {}
  }

  /** The usual settings: an election timeout of 10 ticks, a snapshot every 64 MiB of log or hour. */
  public static RaftSettings of(String clusterId, String nodeId, String address, Start start) {
    return new RaftSettings(clusterId, nodeId, address, start, TICK.multipliedBy(10), 64L << 20,
        Duration.ofHours(1), 5_000);
  }

  public RaftSettings withElectionTimeout(Duration timeout) {
    return new RaftSettings(clusterId, nodeId, address, start, timeout, snapshotBytes, snapshotInterval, keptEntries);
  }

  public RaftSettings withSnapshots(long bytes, Duration interval, long entriesKept) {
    return new RaftSettings(clusterId, nodeId, address, start, electionTimeout, bytes, interval, entriesKept);
  }
}
