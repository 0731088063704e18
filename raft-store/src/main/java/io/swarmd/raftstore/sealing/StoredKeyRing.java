package io.swarmd.raftstore.sealing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.swarmd.api.v1.KeyRingContents;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.file.KeyFile;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

/**
 * The key ring on this manager's disk: beside the node's private key and encrypted together with it, so that one write
 * locks or unlocks both (identity sheet, 11). The key in use stands there once more, as the original's tools read it.
 */
public final class StoredKeyRing implements RingStorage {

  private final CertificateFiles files;

  public StoredKeyRing(CertificateFiles files) {
    this.files = files;
  }

  /**
   * The ring; empty when there is none.
   *
   * @throws IdentityException with one clear line when it is damaged
   * @throws io.swarmd.identity.lock.LockedException when it is encrypted and the unlock key is missing or another one
   */
  public Optional<KeyRing> load() {
    return Optional.ofNullable(files.readKey().secrets().get(KeyFile.DATA_KEYS)).map(StoredKeyRing::decode);
  }

  private static KeyRing decode(byte[] secret) {
    if (secret.length < Integer.BYTES) {
      throw damaged(null);
    }
    ByteBuffer bytes = ByteBuffer.wrap(secret);
    int checksum = bytes.getInt();
    byte[] contents = new byte[bytes.remaining()];
    bytes.get(contents);
    if (checksum != checksum(contents)) {
      throw damaged(null);
    }
    try {
      return KeyRing.of(KeyRingContents.parseFrom(contents));
    } catch (InvalidProtocolBufferException | IllegalArgumentException malformed) {
      throw damaged(malformed);
    }
  }

  private static IdentityException damaged(Exception cause) {
    return new IdentityException("the data keys in swarm-node.key are damaged: bring the file back from a copy, or "
        + "empty the state directory and join again", cause);
  }

  private static int checksum(byte[] contents) {
    CRC32C checksum = new CRC32C();
    checksum.update(contents);
    return (int) checksum.getValue();
  }

  /** Keeps a manager's first ring; it is on disk when this returns. */
  public void save(KeyRing ring) {
    files.updateKey(file -> with(file, ring));
  }

  private static KeyFile with(KeyFile file, KeyRing ring) {
    byte[] contents = ring.toContents().toByteArray();
    byte[] secret = ByteBuffer.allocate(Integer.BYTES + contents.length)
        .putInt(checksum(contents)).put(contents).array();
    KeyFile kept = file.withSecret(KeyFile.DATA_KEYS, secret).withSecret(KeyFile.DATA_KEY, ring.current().bytes());
    return ring.pending().map(next -> kept.withSecret(KeyFile.PENDING_DATA_KEY, next.bytes()))
        .orElseGet(() -> kept.withoutSecret(KeyFile.PENDING_DATA_KEY));
  }

  @Override
  public KeptKeys read() {
    return kept(files.readKey());
  }

  private static KeptKeys kept(KeyFile file) {
    byte[] secret = file.secrets().get(KeyFile.DATA_KEYS);
    if (secret == null) {
      throw new IdentityException("this node holds no data keys: it is no manager any more");
    }
    return new KeptKeys(decode(secret), file.lock().isPresent(), file.needsRotation());
  }

  @Override
  public KeptKeys change(UnaryOperator<KeptKeys> change) {
    KeyFile after = files.updateKey(file -> {
      KeptKeys before = kept(file);
      KeptKeys wanted = change.apply(before);
      return wanted.equals(before) ? file : with(file.withNeedsRotation(wanted.needsRotation()), wanted.ring());
    });
    return kept(after);
  }

  /** Forgets the ring, of a node that is no manager any more. */
  public void erase() {
    files.updateKey(file -> file.secrets().isEmpty() ? file : file
        .withoutSecret(KeyFile.DATA_KEYS).withoutSecret(KeyFile.DATA_KEY).withoutSecret(KeyFile.PENDING_DATA_KEY)
        .withNeedsRotation(false));
  }
}
