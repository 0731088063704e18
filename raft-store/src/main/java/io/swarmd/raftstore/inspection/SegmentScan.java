package io.swarmd.raftstore.inspection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;

/**
 * What a segment holds, read as Ratis reads it but without its leniency: Ratis takes a record that reaches beyond the
 * end of the file for the last one, whatever its length field has come to say, and leaves out the rest.
 *
 * @param last index of the last good entry; one before the first when there is none
 * @param lastTerm of that entry; 0 when there is none
 * @param members the last entry that names the group's members
 * @param end where the last good entry ends
 * @param fault what follows it, unless that is nothing
 */
record SegmentScan(long last, long lastTerm, Optional<LogEntryProto> members, int end, Optional<Fault> fault) {

  /**
   * A record that is not good.
   *
   * @param unfinished whether it looks like one the process was writing when it ended: a beginning, then nothing
   */
  record Fault(String what, boolean unfinished) {}

  private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);
  private static final int CHECKSUM_BYTES = Integer.BYTES;
  private static final int MAX_LENGTH_BYTES = 5;

  static SegmentScan of(Segment segment) throws IOException {
    return of(segment, entry -> { });
  }

  /** The same, handing on each good entry. */
  static SegmentScan of(Segment segment, Consumer<LogEntryProto> entries) throws IOException {
    return new Reader(segment, Files.readAllBytes(segment.file()), entries).read();
  }

  private static final class Reader {

    private final byte[] bytes;
    private final int written;
    private final Consumer<LogEntryProto> entries;
    private long last;
    private long lastTerm;
    private Optional<LogEntryProto> members = Optional.empty();
    private int position;

    Reader(Segment segment, byte[] bytes, Consumer<LogEntryProto> entries) {
      this.entries = entries;
      this.bytes = bytes;
      this.last = segment.first() - 1;
      this.written = written(bytes);
    }

    /** Up to the last byte that is not zero: files are made longer than what is in them. */
    private static int written(byte[] bytes) {
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] == 0) {
        end--;
      }
      return end;
    }

    SegmentScan read() {
      for (int i = 0; i < HEADER.length; i++) {
        if (i >= bytes.length || bytes[i] != HEADER[i]) {
          return result(new Fault("its header is wrong", written <= i));
        }
      }
      position = HEADER.length;
      while (position < written) {
        Optional<Fault> fault = record();
        if (fault.isPresent()) {
          return result(fault.get());
        }
      }
      return new SegmentScan(last, lastTerm, members, position, Optional.empty());
    }

    private SegmentScan result(Fault fault) {
      return new SegmentScan(last, lastTerm, members, position, Optional.of(fault));
    }

    /** Reads one record: its length, the entry, the checksum of both. */
    private Optional<Fault> record() {
      int bodyAt = position;
      int length = 0;
      for (int shift = 0; ; shift += 7, bodyAt++) {
        if (bodyAt >= bytes.length || bodyAt - position == MAX_LENGTH_BYTES) {
          return fault("has no length", bodyAt >= written);
        }
        length |= (bytes[bodyAt] & 0x7f) << shift;
        if (bytes[bodyAt] >= 0) {
          bodyAt++;
          break;
        }
      }
      long end = (long) bodyAt + length + CHECKSUM_BYTES;
      if (length <= 0 || end > bytes.length) {
        return fault("does not end", length > 0);
      }
      return entry(bodyAt, length, (int) end);
    }

    private Optional<Fault> entry(int bodyAt, int length, int end) {
      CRC32C checksum = new CRC32C();
      checksum.update(bytes, position, bodyAt + length - position);
      if ((int) checksum.getValue() != ByteBuffer.wrap(bytes).getInt(bodyAt + length)) {
        return fault("does not match its checksum", written < end);
      }
      try {
        LogEntryProto entry = LogEntryProto.parser().parseFrom(bytes, bodyAt, length);
        if (entry.getIndex() != last + 1) {
          return fault("is not there, but entry " + entry.getIndex(), false);
        }
        last = entry.getIndex();
        lastTerm = entry.getTerm();
        if (entry.hasConfigurationEntry()) {
          members = Optional.of(entry);
        }
        position = end;
        entries.accept(entry);
        return Optional.empty();
      } catch (InvalidProtocolBufferException unreadable) {
        return fault("cannot be read", false);
      }
    }

    private Optional<Fault> fault(String what, boolean unfinished) {
      return Optional.of(new Fault("entry " + (last + 1) + " " + what, unfinished));
    }
  }
}
