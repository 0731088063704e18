package io.swarmd.agent.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A place in a journal, while its writer goes on. Not safe for use by several threads. */
final class Cursor implements AutoCloseable {

  private static final int READ_BYTES = 256 << 10;

  private final Segments segments;
  private FileChannel file;
  private long number;
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  /** Where in the file the buffer ends. */
  private long position;
  private boolean gap;

  Cursor(Segments segments) {
    this.segments = segments;
  }

  /** The next record; empty when there is none yet. */
  Optional<OutputRecord> next() throws IOException {
    while (file != null || advance()) {
      Optional<OutputRecord> found = OutputRecord.decode(buffer);
      if (found.isEmpty() && refill()) {
        found = OutputRecord.decode(buffer);
      }
      if (found.isPresent()) {
        return found;
      }
      if (!advance()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Reads on, the record that is not whole once more; false when the file has no more than was read. */
  private boolean refill() throws IOException {
    int had = buffer.remaining();
    long from = position - had;
    ByteBuffer more = ByteBuffer.allocate(READ_BYTES + had);
    int read = 0;
    while (more.hasRemaining() && read >= 0) {
      read = file.read(more, from + more.position());
    }
    position = from + more.position();
    buffer = more.flip();
    return buffer.remaining() > had;
  }

  /** Goes on to the following segment; false when there is none. What was deleted before it was read is a gap. */
  private boolean advance() throws IOException {
    Long following = segments.numbers().higher(number);
    if (following == null) {
      return false;
    }
    if (file != null && refill()) {
      return true; // written between the last look and the beginning of the following segment
    }
    gap |= number > 0 && following > number + 1;
    try {
      FileChannel opened = FileChannel.open(segments.file(following), StandardOpenOption.READ);
      close();
      file = opened;
    } catch (NoSuchFileException deletedMeanwhile) {
      gap = true;
    }
    number = following;
    position = 0;
    buffer = ByteBuffer.allocate(0);
    return true;
  }

  /** Whether lines were missed since this was last asked. */
  boolean missedLines() {
    boolean missed = gap;
    gap = false;
    return missed;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
