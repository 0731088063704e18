package io.swarmd.raftstore.backup;

import io.swarmd.raftstore.sealing.Sealer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * One piece of a backup file: length (4 bytes) and CRC32C (4) in clear, then the sealed kind and content. The seal is
 * bound to the frame's number, so that frames can be neither left out nor exchanged; the checksum is there to tell a
 * damaged file from a wrong key.
 */
record Frame(Kind kind, byte[] content) {

  /** What a frame holds. The numbers are those in the file. */
  enum Kind { MANIFEST, OBJECTS, END }

  static final int HEADER_BYTES = 2 * Integer.BYTES;
  /** More than any frame: a batch of objects and the largest object. */
  static final int MAX_SEALED_BYTES = 8 << 20;

  byte[] seal(Sealer sealer, long number) {
    byte[] plain = ByteBuffer.allocate(1 + content.length).put((byte) kind.ordinal()).put(content).array();
    byte[] sealed = sealer.seal(plain, bound(number));
    return ByteBuffer.allocate(HEADER_BYTES + sealed.length)
        .putInt(sealed.length).putInt(checksum(sealed)).put(sealed).array();
  }

  /**
   * Opens the sealed part.
   *
   * @throws io.swarmd.raftstore.sealing.SealException when key, number or content is another one
   */
  static Frame open(Sealer sealer, long number, byte[] sealed) {
    byte[] plain = sealer.open(sealed, bound(number));
    byte[] content = new byte[plain.length - 1];
    System.arraycopy(plain, 1, content, 0, content.length);
    return new Frame(Kind.values()[plain[0]], content);
  }

  static int checksum(byte[] sealed) {
    CRC32C checksum = new CRC32C();
    checksum.update(sealed);
    return (int) checksum.getValue();
  }

  private static byte[] bound(long number) {
    byte[] name = "swarmd backup".getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(name.length + Long.BYTES).put(name).putLong(number).array();
  }
}
