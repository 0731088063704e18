package io.swarmd.raftstore;

import io.grpc.ServerServiceDefinition;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.raftstore.sealing.KeyCalls;
import io.swarmd.raftstore.sealing.KeyRingService;
import io.swarmd.raftstore.sealing.KeyRotation;
import io.swarmd.raftstore.sealing.LiveKeyRing;
import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.raftstore.state.Snapshots;
import io.swarmd.raftstore.state.StateDirectory;
import io.swarmd.raftstore.state.StateKeeper;
import io.swarmd.raftstore.transport.Incoming;
import io.swarmd.raftstore.transport.PeerChannels;
import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.group.ManagerGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A manager's replicated log: what the store writes to, the group of managers, and the services through which the
 * other managers reach it. Bind the services first, then start the log (the store does that), then join.
 */
public final class RaftLog implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RaftLog.class);

  private final StateDirectory directory;
  private final RatisLog replicated;
  private final RatisGroup group;
  private final GroupChanges changes;
  private final List<ServerServiceDefinition> services;
  private final LiveKeyRing keys;
  private final KeyRotation rotation;
  private boolean closed;

  private RaftLog(StateDirectory directory, RatisLog replicated, RatisGroup group,
      GroupChanges changes, List<ServerServiceDefinition> services, LiveKeyRing keys, KeyRotation rotation) {
    this.directory = directory;
    this.replicated = replicated;
    this.group = group;
    this.changes = changes;
    this.services = services;
    this.keys = keys;
    this.rotation = rotation;
  }

  /**
   * Takes the directory and opens the state in it; nothing is sent or received before the log is started.
   *
   * @param path for this manager alone; made when it is not there
   * @param keys opens what is in the directory and seals what is new; its waiting ends with this log
   * @throws IOException with one clear line: not writable, in use by another process, damaged
   */
  public static RaftLog open(RaftSettings settings, Path path, PeerChannels channels, LiveKeyRing keys,
      Environment environment) throws IOException {
    StateDirectory directory = StateDirectory.open(path);
    try {
      return assemble(settings, directory, channels, keys, environment);
    } catch (IOException | RuntimeException failure) {
      directory.close();
      throw failure;
    }
  }

  private static RaftLog assemble(RaftSettings settings, StateDirectory directory, PeerChannels channels,
      LiveKeyRing keys, Environment environment) throws IOException {
    Sealer sealer = new Sealer(keys);
    AtomicReference<RaftLog> self = new AtomicReference<>();
    Snapshots snapshots = new Snapshots(RaftNode.snapshotDirectory(directory, settings.clusterId()));
    StateKeeper keeper = new StateKeeper(directory.state(), sealer, snapshots,
        new StateKeeper.SnapshotRule(settings.snapshotBytes(), settings.snapshotInterval()),
        failure -> self.get().replicated.failed(failure));
    EventLoop watch = environment.newLoop("raft-watch");
    RaftNode node = new RaftNode(settings, directory, channels, sealer, keeper, snapshots,
        () -> watch.execute(() -> self.get().look()));
    RatisLog replicated = new RatisLog(node, keeper, sealer, settings.clusterId(), watch);
    GroupChanges changes = new GroupChanges(node, watch, settings.electionTimeout().multipliedBy(4));
    RatisGroup group = new RatisGroup(node, environment, settings.electionTimeout().multipliedBy(2), changes);
    KeyRotation rotation =
        new KeyRotation(environment.newLoop("key-rotation"), keys, group, new KeyCalls(channels));
    keys.onNewKey(keeper::sealAgain);
    List<ServerServiceDefinition> services =
        List.of(new Incoming(node).service(), new KeyRingService(keys, rotation::look).bindService());
    self.set(new RaftLog(directory, replicated, group, changes, services, keys, rotation));
    rotation.start();
    self.get().lookEveryTick(watch);
    return self.get();
  }

  /** Ratis does not say when a follower lost its leader; so somebody must look. */
  private void lookEveryTick(EventLoop watch) {
    watch.schedule(RaftSettings.TICK, () -> {
      look();
      lookEveryTick(watch);
    });
  }

  private void look() {
    replicated.look();
    group.look();
  }

  public ReplicatedLog log() {
    return replicated;
  }

  public ManagerGroup group() {
    return group;
  }

  /** Gives up leadership, to whoever is elected then; for a leader that cannot do its work. */
  public CompletableFuture<Void> stepDown() {
    return changes.stepDown();
  }

  /** To be called when the keys on this manager's disk were locked: those that lay in clear until then are replaced. */
  public void keysLocked() {
    rotation.look();
  }

  /** What the node's server must bind, behind its authorisation, which puts the caller into the context. */
  public List<ServerServiceDefinition> services() {
    return services;
  }

  /** Leaves the group's calls, writes what is applied, and gives the directory free. */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      rotation.close();
      keys.close();
      replicated.close();
      directory.close();
      log.debug("the replicated log in {} is closed", directory.root());
    }
  }
}
