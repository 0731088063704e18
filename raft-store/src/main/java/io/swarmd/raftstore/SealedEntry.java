package io.swarmd.raftstore;

import io.swarmd.raftstore.sealing.SealException;
import io.swarmd.raftstore.sealing.Sealer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * A log entry as it is replicated: format (1 byte), the term it was made in, the store version it was built on, and the
 * store's bytes, sealed and bound to the cluster and that version.
 *
 * @param sealed the rest
 */
record SealedEntry(long term, long baseVersion, byte[] sealed) {

  private static final byte FORMAT = 1;
  private static final int HEADER = 1 + 2 * Long.BYTES;

  static SealedEntry seal(Sealer sealer, String clusterId, long term, long baseVersion, byte[] plain) {
    return new SealedEntry(term, baseVersion, sealer.seal(plain, bound(clusterId, baseVersion)));
  }

  /**
   * Reads an entry's head.
   *
   * @throws SealException for an entry of an unknown kind
   */
  static SealedEntry of(ByteString data) {
    ByteBuffer in = data.asReadOnlyByteBuffer();
    if (in.remaining() < HEADER || in.get() != FORMAT) {
      throw new SealException("the log holds an entry of an unknown kind; was it written by a newer version?");
    }
    long term = in.getLong();
    long baseVersion = in.getLong();
    byte[] sealed = new byte[in.remaining()];
    in.get(sealed);
    return new SealedEntry(term, baseVersion, sealed);
  }

  ByteString toBytes() {
    ByteBuffer out = ByteBuffer.allocate(HEADER + sealed.length)
        .put(FORMAT).putLong(term).putLong(baseVersion).put(sealed).flip();
    return UnsafeByteOperations.unsafeWrap(out);
  }

  byte[] open(Sealer sealer, String clusterId) {
    return sealer.open(sealed, bound(clusterId, baseVersion));
  }

  private static byte[] bound(String clusterId, long baseVersion) {
    byte[] cluster = clusterId.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(cluster.length + Long.BYTES).put(cluster).putLong(baseVersion).array();
  }
}
