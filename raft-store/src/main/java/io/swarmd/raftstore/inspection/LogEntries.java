package io.swarmd.raftstore.inspection;

import io.swarmd.raftstore.state.DamagedState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;

/** The entries of a log on disk, read without changing anything. */
public final class LogEntries {

  private LogEntries() {}

  /** Index of the first entry; empty when there is none. */
  public static OptionalLong first(Path current) throws IOException {
    List<Segment> segments = Segment.in(current);
    return segments.isEmpty() ? OptionalLong.empty()
        : OptionalLong.of(segments.getFirst().first());
  }

  /**
   * Hands all good entries to the reader, in order; one that was still being written at the end is left out.
   *
   * @param current the group's {@code current} directory
   * @throws IOException a {@link DamagedState} naming the file, after what comes before the damage was handed over
   */
  public static void read(Path current, Consumer<LogEntryProto> reader) throws IOException {
    for (Segment segment : Segment.in(current)) {
      SegmentScan scan = SegmentScan.of(segment, reader);
      if (scan.fault().isPresent() && !scan.fault().get().unfinished()) {
        throw new DamagedState(segment.file(), scan.fault().get().what());
      }
    }
  }
}
