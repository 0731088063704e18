package io.swarmd.raftstore.inspection;

import io.swarmd.raftstore.inspection.DurableMark.Mark;
import io.swarmd.raftstore.state.DamagedState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log before Ratis does, and lets it start only on a log that holds all this manager answered for. What a
 * crash may leave is put right: the beginning of a last entry nobody was told of, and segments a purge had not got to.
 * All else is damage, for a log that is silently shorter would let a majority forget what it acknowledged
 * (docs/store.md, "Damage").
 */
public final class LogInspection {

  private static final Logger log = LoggerFactory.getLogger(LogInspection.class);

  /**
   * What the log holds, counting what a snapshot stands for.
   *
   * @param first index of the first entry there is; one after the last when there is none
   * @param last index of the last one
   * @param lastTerm of the last entry there is; 0 when there is none
   * @param members the last entry that names the group's members
   */
  public record Contents(long first, long last, long lastTerm, Optional<LogEntryProto> members) {

    /** Whether nothing was ever written. */
    public boolean isEmpty() {
      return last < 0;
    }
  }

  private final Path directory;
  private final Mark mark;
  private final long snapshotIndex;

  /**
   * Prepares the inspection.
   *
   * @param directory the group's {@code current} directory
   * @param snapshotIndex of the newest snapshot; -1 when there is none
   */
  public LogInspection(Path directory, Mark mark, long snapshotIndex) {
    this.directory = directory;
    this.mark = mark;
    this.snapshotIndex = snapshotIndex;
  }

  /**
   * Inspects the log.
   *
   * @throws IOException a {@link DamagedState} naming the file
   */
  public Contents inspect() throws IOException {
    Contents contents = read(withoutPurged(Segment.in(directory)));
    if (contents.last() < mark.index()) {
      throw new DamagedState(directory, "the Raft log ends at entry " + contents.last()
          + ", but this manager has acknowledged entries up to " + mark.index());
    }
    return contents;
  }

  /** A purge deletes from its newest segment to its oldest; what is before a gap it left is in the snapshot. */
  private List<Segment> withoutPurged(List<Segment> segments) throws IOException {
    for (int i = segments.size() - 1; i > 0; i--) {
      Segment before = segments.get(i - 1);
      if (before.last().orElse(Long.MAX_VALUE) + 1 < segments.get(i).first()
          && segments.get(i).first() <= snapshotIndex + 1) {
        for (Segment purged : segments.subList(0, i)) {
          log.info("{} is in the snapshot at {} and deleted", purged.file(), snapshotIndex);
          Files.delete(purged.file());
        }
        return segments.subList(i, segments.size());
      }
    }
    return segments;
  }

  private Contents read(List<Segment> segments) throws IOException {
    long next = segments.isEmpty() ? snapshotIndex + 1 : segments.getFirst().first();
    final long first = next;
    long lastTerm = 0;
    Optional<LogEntryProto> members = Optional.empty();
    for (Segment segment : segments) {
      if (segment.first() != next) {
        throw new DamagedState(directory, "the Raft log has no entry " + next + " before " + segment.file());
      }
      SegmentScan scan = sound(segment);
      Optional<LogEntryProto> earlier = members;
      next = scan.last() + 1;
      lastTerm = Math.max(lastTerm, scan.lastTerm());
      members = scan.members().or(() -> earlier);
    }
    return new Contents(first, Math.max(next - 1, snapshotIndex), lastTerm, members);
  }

  private SegmentScan sound(Segment segment) throws IOException {
    SegmentScan scan = SegmentScan.of(segment);
    if (scan.fault().isPresent()) {
      SegmentScan.Fault fault = scan.fault().get();
      if (!segment.open() || !fault.unfinished() || scan.last() < mark.index()) {
        throw new DamagedState(segment.file(), fault.what());
      }
      cutOff(segment, scan);
    }
    if (segment.last().isPresent() && segment.last().getAsLong() != scan.last()) {
      throw new DamagedState(segment.file(), "it ends at entry " + scan.last());
    }
    return scan;
  }

  private void cutOff(Segment segment, SegmentScan scan) throws IOException {
    log.warn("{}: entry {} was still being written when the process ended and is cut off; nobody was told of it",
        segment.file(), scan.last() + 1);
    try (FileChannel file = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
      file.truncate(scan.end());
      file.force(true);
    }
  }
}
