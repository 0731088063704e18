package io.swarmd.agent.output;

import io.swarmd.api.LogStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * One line in the journal. On disk: length of the data (4 bytes), stream (1), seconds (8), nanoseconds (4), the place
 * in the raw file where the line ended (8), and the data.
 *
 * @param rawEnd up to where the raw file was taken over with this line
 * @param data empty for a record that only says how far the raw file was taken over
 */
record OutputRecord(Instant at, LogStream stream, long rawEnd, byte[] data) {

  static final int HEADER = 25;

  ByteBuffer encode() {
    return ByteBuffer.allocate(HEADER + data.length).putInt(data.length).put((byte) stream.getNumber())
        .putLong(at.getEpochSecond()).putInt(at.getNano()).putLong(rawEnd).put(data).flip();
  }

  int size() {
    return HEADER + data.length;
  }

  /** The record at the buffer's position, which moves behind it; empty when it is not all there. */
  static Optional<OutputRecord> decode(ByteBuffer buffer) {
    if (buffer.remaining() < HEADER || buffer.remaining() < HEADER + buffer.getInt(buffer.position())) {
      return Optional.empty();
    }
    byte[] data = new byte[buffer.getInt()];
    LogStream stream = LogStream.forNumber(buffer.get());
    Instant at = Instant.ofEpochSecond(buffer.getLong(), buffer.getInt());
    long rawEnd = buffer.getLong();
    buffer.get(data);
    return Optional.of(new OutputRecord(at, stream, rawEnd, data));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OutputRecord that && at.equals(that.at) && stream == that.stream && rawEnd == that.rawEnd
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * at.hashCode() + Arrays.hashCode(data);
  }
}
