package io.swarmd.raftstore.inspection;

import io.swarmd.raftstore.state.DamagedState;
import io.swarmd.raftstore.state.FileTrees;
import io.swarmd.raftstore.state.WriteFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;

/**
 * What this manager has answered for: the last entry it told anybody is in its log, and the last term it took part in.
 * Written before the answer is given, behind the log's own sync, so that a log that ends earlier at the next start has
 * lost something others rely on. Not synced as it rises: it survives the end of the process, and after a power failure
 * it is too low at worst, never too high. Safe for use by several threads.
 */
public final class DurableMark implements AutoCloseable {

  /**
   * What was answered for.
   *
   * @param term the highest one an answer was given in
   * @param index of the last entry; -1 before the first
   */
  public record Mark(long term, long index) {

    static final Mark START = new Mark(0, -1);
  }

  private static final int LENGTH = 2 * Long.BYTES + Integer.BYTES;

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(LENGTH);
  private Mark mark;

  private DurableMark(Path file, FileChannel channel, Mark mark) {
    this.file = file;
    this.channel = channel;
    this.mark = mark;
  }

  /** Makes the file of a manager that has answered for nothing yet; one that exists stays. */
  public static void create(Path file) throws IOException {
    if (!Files.exists(file)) {
      FileTrees.replace(file, encode(ByteBuffer.allocate(LENGTH), Mark.START).array());
    }
  }

  /**
   * Opens the file.
   *
   * @throws IOException with one clear line when it is damaged or missing
   */
  public static DurableMark open(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new DamagedState(file, "it is missing");
    }
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length != LENGTH
        || ByteBuffer.wrap(bytes).getInt(LENGTH - Integer.BYTES) != checksum(bytes)) {
      throw new DamagedState(file, "its checksum is wrong");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new DurableMark(file, FileChannel.open(file, StandardOpenOption.WRITE),
        new Mark(in.getLong(), in.getLong()));
  }

  /** The state directory it lies in. */
  public Path directory() {
    return file.getParent();
  }

  public synchronized Mark mark() {
    return mark;
  }

  /**
   * An entry is about to be acknowledged.
   *
   * @param reached the last entry that surely is in the log and synced; asked under this mark's lock, so that no
   *     truncation comes between
   */
  public synchronized void acknowledging(long term, long index, LongSupplier reached) throws IOException {
    long upTo = index > mark.index() ? Math.min(index, reached.getAsLong()) : index;
    move(new Mark(Math.max(mark.term(), term), Math.max(mark.index(), upTo)));
  }

  /** A vote or an answer in this term is about to be given. */
  public synchronized void answering(long term) throws IOException {
    move(new Mark(Math.max(mark.term(), term), mark.index()));
  }

  /**
   * Entries from this index on are about to be cut off, because a later leader does not have them. Synced, unlike the
   * rest: a power failure must not leave a mark above a log that was cut rightly.
   */
  public synchronized void truncating(long index) throws IOException {
    if (index <= mark.index() && channel.isOpen()) {
      move(new Mark(mark.term(), index - 1));
      channel.force(false);
    }
  }

  private void move(Mark next) throws IOException {
    if (next.equals(mark) || !channel.isOpen()) {
      return;
    }
    try {
      channel.write(encode(buffer.clear(), next), 0);
    } catch (IOException refused) {
      throw WriteFailure.of(directory(), "the mark of what was acknowledged", refused);
    }
    mark = next;
  }

  private static ByteBuffer encode(ByteBuffer buffer, Mark mark) {
    buffer.putLong(mark.term()).putLong(mark.index());
    return buffer.putInt(checksum(buffer.array())).flip();
  }

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, LENGTH - Integer.BYTES);
    return (int) checksum.getValue();
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
