package io.swarmd.raftstore.sealing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.swarmd.api.v1.KeyRingContents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The key ring on this manager's disk: in clear on an unlocked manager, else sealed by its key-encryption key. Replaced
 * as a whole: a temporary file, fsync, rename.
 */
public final class KeyRingFile {

  private static final byte[] MAGIC = "SWKEYS2".getBytes(StandardCharsets.US_ASCII);
  private static final byte CLEAR = 0;
  private static final byte SEALED = 1;
  private static final byte[] BOUND = "key ring".getBytes(StandardCharsets.US_ASCII);
  /** Magic, how the body is kept, and the checksum of the body. */
  private static final int HEADER = MAGIC.length + 1 + Integer.BYTES;

  private final Path file;
  private final KeyEncryptionKey kek;

  public KeyRingFile(Path file, KeyEncryptionKey kek) {
    this.file = file;
    this.kek = kek;
  }

  /**
   * The ring; empty when there is no file.
   *
   * @throws IOException with one clear line when it is damaged, or locked with another key
   */
  public Optional<KeyRing> load() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length < HEADER || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw damaged(null);
    }
    byte[] body = Arrays.copyOfRange(bytes, HEADER, bytes.length);
    if (ByteBuffer.wrap(bytes).getInt(MAGIC.length + 1) != checksum(body)) {
      throw damaged(null);
    }
    try {
      return Optional.of(KeyRing.of(KeyRingContents.parseFrom(bytes[MAGIC.length] == CLEAR ? body : unlock(body))));
    } catch (InvalidProtocolBufferException | IllegalArgumentException malformed) {
      throw damaged(malformed);
    }
  }

  private IOException damaged(Exception cause) {
    return new IOException("the key ring " + file + " is damaged: bring it back from a copy, or empty the state "
        + "directory and join again", cause);
  }

  private static int checksum(byte[] body) {
    CRC32C checksum = new CRC32C();
    checksum.update(body);
    return (int) checksum.getValue();
  }

  private byte[] unlock(byte[] body) throws IOException {
    byte[] secret = kek.secret().orElseThrow(KeyRingFile::locked);
    try {
      return new Sealer(ringOf(secret)).open(body, BOUND);
    } catch (SealException wrong) {
      throw locked();
    }
  }

  /** The text of the identity sheet, 11, rule 9; the same for a missing and for a wrong key. */
  private static IOException locked() {
    return new IOException("node is locked, and needs a valid unlock key");
  }

  public void save(KeyRing ring) throws IOException {
    byte[] contents = ring.toContents().toByteArray();
    Optional<byte[]> secret = kek.secret();
    byte[] body = secret.isEmpty() ? contents : new Sealer(ringOf(secret.get())).seal(contents, BOUND);
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + body.length)
        .put(MAGIC).put(secret.isEmpty() ? CLEAR : SEALED).putInt(checksum(body)).put(body).flip();
    Path temporary = Files.createTempFile(file.getParent(), ".tmp-" + file.getFileName(), "",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The key-encryption key as a ring of one key; the sealer derives from it as from a data key. */
  private static KeyRing ringOf(byte[] secret) {
    byte[] key = Hkdf.derive(secret, BOUND, "swarmd key-encryption key").getEncoded();
    return KeyRing.of(KeyRingContents.newBuilder().setCurrent(1).addKeys(io.swarmd.api.v1.DataKey.newBuilder()
        .setId(1).setKey(ByteString.copyFrom(key))).build());
  }
}
