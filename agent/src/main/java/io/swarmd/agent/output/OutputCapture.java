package io.swarmd.agent.output;

import io.swarmd.api.LogStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what a process appended to its two files into a journal of lines with times. A process writes to plain
 * files, so that it needs no agent to go on; the time of a line is that of the last write to its file when the agent
 * looked, a quarter of a second late at most, or the whole time no agent ran. Lines that are not complete are left
 * until they are, or the process has ended; long ones are taken in pieces.
 *
 * <p>What is written between the last look at a full file and its emptying, microseconds, is lost. A disk that is full
 * is logged once and does not harm the task. Safe for use by several threads; blocks.
 */
public final class OutputCapture implements AutoCloseable {

  /** Longer lines come in pieces, as from Engines. */
  static final int LINE_BYTES_MAX = 16 << 10;

  private static final Logger log = LoggerFactory.getLogger(OutputCapture.class);
  private static final int READ_BYTES = 256 << 10;

  private final List<RawOutput> outputs;
  private final Segments segments;
  private final OutputLimits limits;
  /** What was empty or all taken over when last looked at, to leave it alone until it grows. */
  private final Map<RawOutput, RawOutput.Look> settled = new HashMap<>();
  private OutputJournal journal;
  private boolean failed;
  private boolean closed;

  /** @param directory of the journal, made when there is something to keep */
  public OutputCapture(Path stdout, Path stderr, Path directory, OutputLimits limits) {
    this.outputs = List.of(new RawOutput(stdout, LogStream.LOG_STREAM_STDOUT),
        new RawOutput(stderr, LogStream.LOG_STREAM_STDERR));
    this.segments = new Segments(directory);
    this.limits = limits;
  }

  Segments segments() {
    return segments;
  }

  /**
   * Takes over what is new.
   *
   * @param last whether the process has ended, so that what looks incomplete is all there will be
   */
  public synchronized void take(boolean last) {
    if (closed) {
      return;
    }
    try {
      List<Pending> pending = new ArrayList<>();
      for (RawOutput output : outputs) {
        pending.add(new Pending(output, output.look()));
      }
      pending.sort(Comparator.comparing(grown -> grown.look.written()));
      for (Pending grown : pending) {
        take(grown, last);
      }
      failed = false;
    } catch (IOException failure) {
      if (!failed) {
        log.warn("output of a task cannot be kept: {}", failure.toString());
      }
      failed = true;
    }
  }

  private record Pending(RawOutput output, RawOutput.Look look) {}

  private void take(Pending grown, boolean last) throws IOException {
    if (grown.look.size() == 0 || (!last && grown.look.equals(settled.get(grown.output)))) {
      return;
    }
    if (journal == null) {
      journal = OutputJournal.open(segments, limits);
    }
    long from = journal.taken(grown.output.stream());
    // A file smaller than what was taken of it was emptied, and the agent died before it could note that.
    from = from > grown.look.size() ? 0 : from;
    from = takeLines(grown, from, last);
    if (grown.look.size() >= limits.rawBytes()) {
      bound(grown, from);
    } else {
      settled.put(grown.output, grown.look);
    }
  }

  private long takeLines(Pending grown, long start, boolean last) throws IOException {
    long from = start;
    while (from < grown.look.size()) {
      byte[] bytes = grown.output.read(from, grown.look.size(), READ_BYTES);
      boolean allThereIs = last && from + bytes.length >= grown.look.size();
      List<OutputRecord> lines = lines(bytes, from, grown, allThereIs);
      if (lines.isEmpty()) {
        return from;
      }
      journal.append(lines);
      from = lines.getLast().rawEnd();
    }
    return from;
  }

  private List<OutputRecord> lines(byte[] bytes, long offset, Pending grown, boolean allThereIs) {
    List<OutputRecord> lines = new ArrayList<>();
    int start = 0;
    for (int end = 0; end < bytes.length; end++) {
      if (bytes[end] == '\n' || end - start + 1 == LINE_BYTES_MAX || (allThereIs && end == bytes.length - 1)) {
        lines.add(line(grown, Arrays.copyOfRange(bytes, start, end + 1), offset + end + 1));
        start = end + 1;
      }
    }
    return lines;
  }

  private OutputRecord line(Pending grown, byte[] data, long rawEnd) {
    return new OutputRecord(journal.stamp(grown.look.written()), grown.output.stream(), rawEnd, data);
  }

  /** Empties a full file when all of it was taken, or when it grows faster than it can be taken. */
  private void bound(Pending full, long from) throws IOException {
    long lost = full.output.look().size() - from;
    if (lost > 0 && full.look.size() < 2 * limits.rawBytes()) {
      return;
    }
    full.output.empty();
    byte[] notice = lost <= 0 ? new byte[0]
        : ("swarmd: " + lost + " bytes were dropped here, as they came faster than they could be kept\n")
            .getBytes(StandardCharsets.UTF_8);
    Instant at = journal.stamp(full.look.written());
    journal.append(List.of(new OutputRecord(at, full.output.stream(), 0, notice)));
  }

  /** Takes nothing over any more, and lets go of the files. */
  @Override
  public synchronized void close() {
    closed = true;
    if (journal != null) {
      try {
        journal.close();
      } catch (IOException failure) {
        log.debug("a journal does not close: {}", failure.toString());
      }
    }
  }

  synchronized boolean isClosed() {
    return closed;
  }
}
