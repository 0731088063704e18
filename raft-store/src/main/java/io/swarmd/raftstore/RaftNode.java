package io.swarmd.raftstore;

import io.grpc.Status;
import io.grpc.StatusException;
import io.swarmd.raftstore.inspection.DurableMark;
import io.swarmd.raftstore.inspection.LogInspection;
import io.swarmd.raftstore.inspection.MetadataInspection;
import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.raftstore.state.Snapshots;
import io.swarmd.raftstore.state.StateDirectory;
import io.swarmd.raftstore.state.StateKeeper;
import io.swarmd.raftstore.state.WriteFailure;
import io.swarmd.raftstore.transport.Incoming;
import io.swarmd.raftstore.transport.Outgoing;
import io.swarmd.raftstore.transport.PeerChannels;
import io.swarmd.raftstore.transport.PeerId;
import io.swarmd.raftstore.transport.TransportType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This manager's Ratis server: begins the group, goes on from disk, or waits until a leader adds this node and so gives
 * it its raft id. The id is on disk before the node answers under it.
 */
final class RaftNode implements Incoming.Host {

  private static final Logger log = LoggerFactory.getLogger(RaftNode.class);

  /** How often a server is seen ended before that is called a failure. */
  private static final int LOOKS_UNTIL_TOLD = 20;

  /** The server, once there is one. */
  record Running(RaftServer server, RaftServer.Division division, RaftGroupId groupId, PeerId self,
      Outgoing outgoing) {

    DivisionInfo info() {
      return division.getInfo();
    }

    boolean leadsIn(long term) {
      return info().isLeader() && info().getCurrentTerm() == term;
    }
  }

  private final RaftSettings settings;
  private final StateDirectory directory;
  private final PeerChannels channels;
  private final Sealer sealer;
  private final StateKeeper keeper;
  private final Snapshots snapshots;
  private final Runnable hint;
  private Receiver receiver;
  private boolean closed;
  private DurableMark mark;
  private volatile Running running;
  private int looksSinceEnd;

  RaftNode(RaftSettings settings, StateDirectory directory, PeerChannels channels, Sealer sealer, StateKeeper keeper,
      Snapshots snapshots, Runnable hint) {
    this.settings = settings;
    this.directory = directory;
    this.channels = channels;
    this.sealer = sealer;
    this.keeper = keeper;
    this.snapshots = snapshots;
    this.hint = hint;
  }

  static RaftGroupId groupId(String clusterId) {
    return RaftGroupId.valueOf(UUID.nameUUIDFromBytes(clusterId.getBytes(StandardCharsets.UTF_8)));
  }

  /** Where Ratis keeps the snapshots of this cluster. */
  static Path snapshotDirectory(StateDirectory directory, String clusterId) {
    return directory.log().resolve(groupId(clusterId).getUuid().toString()).resolve("sm");
  }

  Optional<Running> running() {
    return Optional.ofNullable(running);
  }

  /** Begins, or waits to be added. */
  synchronized void start(Receiver newReceiver) throws IOException {
    receiver = newReceiver;
    Optional<MemberFile> known = MemberFile.load(directory.memberFile());
    if (known.isPresent()) {
      check(known.get());
      begin(settings.start() instanceof RaftSettings.Start.Alone start
          ? new GoingAlone(directory, currentDirectory(), settings.address()).as(known.get(), start.raftId(), keeper)
          : known.get());
    } else if (Files.exists(directory.log())) {
      throw new IOException("the file " + directory.memberFile() + " is missing beside a Raft log: bring it back from "
          + "a copy, or empty the state directory and join again");
    } else if (settings.start() instanceof RaftSettings.Start.Found found) {
      beginAs(new PeerId(found.raftId(), settings.nodeId()), true);
    } else if (settings.start() instanceof RaftSettings.Start.Alone) {
      throw new IOException("there is no manager's data in " + directory.root() + " to go on with alone");
    }
  }

  private void check(MemberFile member) throws IOException {
    if (!member.clusterId().equals(settings.clusterId()) || !member.peer().nodeId().equals(settings.nodeId())) {
      throw new IOException("the state directory " + directory.root() + " belongs to node "
          + member.peer().nodeId() + " of cluster " + member.clusterId());
    }
  }

  private void beginAs(PeerId self, boolean founder) throws IOException {
    MemberFile member = new MemberFile(settings.clusterId(), self, founder);
    DurableMark.create(directory.durableMark());
    member.save(directory.memberFile());
    begin(member);
  }

  private void begin(MemberFile member) throws IOException {
    mark = DurableMark.open(directory.durableMark());
    boolean used = inspect();
    Outgoing outgoing = new Outgoing(channels, member.peer(), settings.address(), settings.electionTimeout());
    RaftProperties properties = RatisSettings.of(settings, directory.log());
    Parameters parameters = TransportType.install(properties, outgoing);
    LogStateMachine machine =
        new LogStateMachine(settings.clusterId(), sealer, keeper, snapshots, receiver, mark, hint);
    RaftServer server = null;
    try {
      server = RaftServer.newBuilder().setServerId(member.peer().toRatis()).setGroup(group(member, !used))
          .setStateMachine(machine).setProperties(properties).setParameters(parameters)
          .setOption(RaftStorage.StartupOption.RECOVER).build();
      RaftServer.Division division = server.getDivision(groupId(settings.clusterId()));
      machine.use(division);
      server.start();
      running = new Running(server, division, groupId(settings.clusterId()), member.peer(), outgoing);
    } catch (IOException | RuntimeException failure) {
      closeQuietly(server);
      mark.close();
      throw WriteFailure.isNoSpace(failure) ? WriteFailure.of(directory.log(), "the Raft log", failure)
          : new IOException("the Raft log in " + directory.log() + " cannot be used: " + rootText(failure), failure);
    }
    outgoing.addRaftPeers(running.division().getRaftConf().getAllPeers().stream()
        .filter(peer -> !peer.getId().equals(member.peer().toRatis())).toList());
    hint.run();
  }

  /**
   * Looks at what is on disk before Ratis does.
   *
   * @return whether this manager has taken part in its group before
   */
  private boolean inspect() throws IOException {
    Path current = currentDirectory();
    try {
      LogInspection.Contents contents =
          new LogInspection(current, mark.mark(), keeper.snapshotIndex()).inspect();
      keeper.coverUpTo(contents.first());
      return new MetadataInspection(current, mark.mark(), contents).inspect();
    } catch (IOException | RuntimeException damaged) {
      mark.close();
      throw damaged;
    }
  }

  private Path currentDirectory() {
    return snapshotDirectory(directory, settings.clusterId()).resolveSibling("current");
  }

  /** Later on the members are known from disk; a founder that did not find them there must not go on alone. */
  private RaftGroup group(MemberFile member, boolean first) {
    RaftGroupId id = groupId(member.clusterId());
    return member.founder() && first
        ? RaftGroup.valueOf(id, RaftPeer.newBuilder().setId(member.peer().toRatis())
            .setAddress(settings.address()).build())
        : RaftGroup.valueOf(id);
  }

  private static void closeQuietly(RaftServer server) {
    try {
      if (server != null) {
        server.close();
      }
    } catch (IOException | RuntimeException second) {
      log.debug("closing what did not start", second);
    }
  }

  private static String rootText(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = root.getMessage() == null ? root.toString() : root.getMessage();
    return text.lines().findFirst().orElse(text);
  }

  @Override
  public RaftServer serverFor(PeerId addressee, boolean adding) throws StatusException {
    Running now = running;
    return now != null && now.self().equals(addressee) ? now.server() : adopted(addressee, adding);
  }

  /** A leader that adds this node calls it by the id it gives it: that id is taken, unless the node's own is in use. */
  private synchronized RaftServer adopted(PeerId addressee, boolean adding) throws StatusException {
    if (running != null && running.self().equals(addressee)) {
      return running.server();
    }
    if (!addressee.nodeId().equals(settings.nodeId()) || running != null && (!adding || isMember())) {
      throw Status.FAILED_PRECONDITION.withDescription("raft peer " + addressee + " is not here").asException();
    }
    if (!adding || receiver == null || closed) {
      throw Status.UNAVAILABLE.withDescription("raft: node is not yet part of a raft cluster").asException();
    }
    try {
      stopServer();
      beginAs(addressee, false);
      return running.server();
    } catch (IOException failure) {
      log.error("cannot join the group: {}", failure.getMessage());
      receiver.failed(failure);
      throw Status.UNAVAILABLE.withDescription(failure.getMessage()).withCause(failure).asException();
    }
  }

  private boolean isMember() {
    return running.division().getRaftConf().getPeer(running.self().toRatis()) != null;
  }

  private void stopServer() throws IOException {
    if (running != null) {
      running.server().close();
      running = null;
      mark.close();
    }
  }

  @Override
  public void acknowledging(AppendEntriesReplyProto reply) throws IOException {
    Running now = running;
    if (now != null) {
      told(() -> mark.acknowledging(reply.getTerm(), reply.getMatchIndex(),
          () -> now.division().getRaftLog().getFlushIndex()));
    }
  }

  @Override
  public void voting(RequestVoteReplyProto reply) throws IOException {
    if (running != null && reply.getServerReply().getSuccess()) {
      told(() -> mark.answering(reply.getTerm()));
    }
  }

  @FunctionalInterface
  private interface Telling {
    void run() throws IOException;
  }

  /** A manager that cannot keep what it answers for must not answer. */
  private void told(Telling telling) throws IOException {
    try {
      telling.run();
    } catch (IOException refused) {
      receiver.failed(refused);
      throw refused;
    }
  }

  /** Ratis ends a server whose threads failed without a word, and a removed one, of which it tells a little later. */
  void look() {
    Running now = running;
    looksSinceEnd = now == null || now.info().isAlive() ? 0 : looksSinceEnd + 1;
    if (looksSinceEnd == LOOKS_UNTIL_TOLD) {
      receiver.failed(new IOException("the Raft server in " + directory.log() + " has ended: its log says why; "
          + "start this node again"));
    }
  }

  @Override
  public void heardFrom(PeerId peer, String address) {
    running().ifPresent(now -> now.outgoing().heardFrom(peer, address));
  }

  synchronized void close() throws IOException {
    closed = true;
    if (receiver != null) {
      receiver.expectEnd();
    }
    stopServer();
  }
}
