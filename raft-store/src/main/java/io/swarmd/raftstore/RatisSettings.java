package io.swarmd.raftstore;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.LeaderElection;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.Read;
import org.apache.ratis.server.RaftServerConfigKeys.RetryCache;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.server.RaftServerConfigKeys.Snapshot;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Our settings as Ratis' properties; where a value is not Ratis' own, the line says why. */
final class RatisSettings {

  /** The largest batch, and so the largest entry; with frame and chunk below gRPC's default limit of 4 MiB. */
  private static final SizeInBytes BATCH = SizeInBytes.valueOf("2MB");
  private static final SizeInBytes WRITE_BUFFER = SizeInBytes.valueOf("4MB");
  private static final SizeInBytes SEGMENT = SizeInBytes.valueOf("8MB");
  private static final SizeInBytes SNAPSHOT_CHUNK = SizeInBytes.valueOf("1MB");
  /** A suspended machine must not close the server (E4). */
  private static final Duration CLOSE_AFTER_PAUSE = Duration.ofDays(1);
  /** Kept answers are of no use here: every leadership writes as a client of its own (A6). */
  private static final Duration RETRY_CACHE = Duration.ofSeconds(2);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
  private static final int PURGE_GAP = 64;
  /** A manager being added that does not answer for so long is given up. */
  private static final Duration STAGING_TIMEOUT = Duration.ofSeconds(8);

  private RatisSettings() {}

  static RaftProperties of(RaftSettings settings, Path directory) {
    RaftProperties properties = new RaftProperties();
    RaftServerConfigKeys.setStorageDir(properties, List.of(directory.toFile()));
    RaftServerConfigKeys.setCloseThreshold(properties, time(CLOSE_AFTER_PAUSE));
    RaftServerConfigKeys.setStagingTimeout(properties, time(STAGING_TIMEOUT));
    RetryCache.setExpiryTime(properties, time(RETRY_CACHE));
    timeouts(properties, settings.electionTimeout());
    log(properties, settings);
    // The lease makes a leader that is cut off stop answering before another can be elected (Ratis sheet, 5).
    Read.setOption(properties, Read.Option.LINEARIZABLE);
    Read.setLeaderLeaseEnabled(properties, true);
    Read.setTimeout(properties, time(READ_TIMEOUT));
    // Snapshots are taken behind the apply path; Ratis only asks after each round whether one was.
    Snapshot.setAutoTriggerEnabled(properties, true);
    Snapshot.setAutoTriggerThreshold(properties, 1);
    Snapshot.setTriggerWhenStopEnabled(properties, false);
    Snapshot.setTriggerWhenRemoveEnabled(properties, false);
    return properties;
  }

  private static void timeouts(RaftProperties properties, Duration election) {
    Rpc.setTimeoutMin(properties, time(election));
    Rpc.setTimeoutMax(properties, time(election.multipliedBy(2)));
    Rpc.setFirstElectionTimeoutMin(properties, time(Duration.ofMillis(100)));
    Rpc.setFirstElectionTimeoutMax(properties, time(Duration.ofMillis(300)));
    // By default a leader that lost its majority does not stand again for 10 s.
    LeaderElection.setLeaderStepDownWaitTime(properties, time(election.multipliedBy(2)));
  }

  private static void log(RaftProperties properties, RaftSettings settings) {
    // An entry of Ratis' own after each of ours would double the syncs; heartbeats tell followers what is committed.
    Log.setLogMetadataEnabled(properties, false);
    Log.setSegmentSizeMax(properties, SEGMENT);
    Log.setPreallocatedSize(properties, SizeInBytes.valueOf("1MB"));
    Log.setWriteBufferSize(properties, WRITE_BUFFER);
    Log.Appender.setBufferByteLimit(properties, BATCH);
    Log.Appender.setSnapshotChunkSizeMax(properties, SNAPSHOT_CHUNK);
    Log.Appender.setInstallSnapshotEnabled(properties, true);
    // One dead peer must not keep the log for ever, nor a late one get a whole snapshot (E3).
    Log.setPurgeUptoSnapshotIndex(properties, true);
    Log.setPurgePreservationLogNum(properties, settings.keptEntries());
    Log.setPurgeGap(properties, PURGE_GAP);
  }

  private static TimeDuration time(Duration duration) {
    return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
