package io.swarmd.raftstore;

import io.swarmd.raftstore.inspection.DurableMark;
import io.swarmd.raftstore.inspection.LogInspection;
import io.swarmd.raftstore.recovery.GroupRecord;
import io.swarmd.raftstore.state.StateDirectory;
import io.swarmd.raftstore.state.StateKeeper;
import io.swarmd.raftstore.transport.PeerId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this manager the only one of its group, on disk, before Raft starts (identity sheet, 13, "Force new cluster").
 *
 * @param current the group's {@code current} directory
 * @param address where this manager is to be reached
 */
record GoingAlone(StateDirectory directory, Path current, String address) {

  private static final Logger log = LoggerFactory.getLogger(GoingAlone.class);

  /** May be repeated: should it end halfway, this node is a member of the group still, or its only one already. */
  MemberFile as(MemberFile member, long raftId, StateKeeper state) throws IOException {
    PeerId self = new PeerId(raftId, member.peer().nodeId());
    MemberFile alone = new MemberFile(member.clusterId(), self, member.founder());
    try (DurableMark answered = DurableMark.open(directory.durableMark())) {
      LogInspection.Contents contents = new LogInspection(current, answered.mark(), state.snapshotIndex()).inspect();
      List<PeerId> before = new GroupRecord(current).leaveOnly(self, address, contents);
      log.warn("going on without the other managers; the members were {}, the only one is {} now", before, self);
    }
    alone.save(directory.memberFile());
    return alone;
  }
}
