package io.swarmd.agent.output;

import io.swarmd.api.LogStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The lines of one task, oldest first, appended by one writer. A record cut short by a crash is cut off when the
 * journal is opened again. Not safe for use by several threads; readers need no part of it.
 */
final class OutputJournal implements AutoCloseable {

  private final Segments segments;
  private final OutputLimits limits;
  private final Map<LogStream, Long> taken = new EnumMap<>(LogStream.class);
  private Instant last = Instant.EPOCH;
  private long number;
  private FileChannel file;
  private long size;

  private OutputJournal(Segments segments, OutputLimits limits) {
    this.segments = segments;
    this.limits = limits;
  }

  static OutputJournal open(Segments segments, OutputLimits limits) throws IOException {
    OutputJournal journal = new OutputJournal(segments, limits);
    Files.createDirectories(segments.directory());
    TreeSet<Long> numbers = segments.numbers();
    for (long segment : numbers) {
      journal.learn(segment);
    }
    journal.begin(numbers.isEmpty() ? 1 : numbers.last());
    return journal;
  }

  /** Finds out how far the raw files were taken over, and where the last whole record ends. */
  private void learn(long segment) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(segments.file(segment)));
    for (var next = OutputRecord.decode(all); next.isPresent(); next = OutputRecord.decode(all)) {
      last = next.get().at();
      taken.put(next.get().stream(), next.get().rawEnd());
    }
    size = all.position();
  }

  private void begin(long segment) throws IOException {
    number = segment;
    file = FileChannel.open(segments.file(segment), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    file.truncate(size);
  }

  /** Up to where the raw file of a stream was taken over. */
  long taken(LogStream stream) {
    return taken.getOrDefault(stream, 0L);
  }

  /** The time for a line written at this moment: later than that of the line before, so that each line has its own. */
  Instant stamp(Instant written) {
    last = written.isAfter(last) ? written : last.plusNanos(1);
    return last;
  }

  /** Appends records all of one stream; all or none of them. */
  void append(List<OutputRecord> records) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(records.stream().mapToInt(OutputRecord::size).sum());
    records.forEach(added -> bytes.put(added.encode()));
    bytes.flip();
    try {
      for (long at = size; bytes.hasRemaining(); at = size + bytes.position()) {
        file.write(bytes, at);
      }
    } catch (IOException failure) {
      file.truncate(size);
      throw failure;
    }
    size += bytes.limit();
    taken.put(records.getLast().stream(), records.getLast().rawEnd());
    if (size >= limits.segmentBytes()) {
      rotate();
    }
  }

  private void rotate() throws IOException {
    file.close();
    size = 0;
    begin(number + 1);
    // The new one tells by itself how far all streams were taken over.
    for (Map.Entry<LogStream, Long> stream : taken.entrySet()) {
      ByteBuffer mark = new OutputRecord(last, stream.getKey(), stream.getValue(), new byte[0]).encode();
      size += file.write(mark, size);
    }
    TreeSet<Long> numbers = segments.numbers();
    while (numbers.size() > limits.segments()) {
      Files.deleteIfExists(segments.file(numbers.pollFirst()));
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
