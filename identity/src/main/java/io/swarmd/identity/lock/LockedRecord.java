package io.swarmd.identity.lock;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.swarmd.api.MaybeEncryptedRecord;
import io.swarmd.api.MaybeEncryptedRecord.Algorithm;
import io.swarmd.identity.IdentityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * A secret in a header of the key file: base64 of a record that is in clear on an unlocked manager and sealed with the
 * unlock key on a locked one (identity sheet, 11). Pure, but for the nonces.
 */
public final class LockedRecord {

  private static final SecureRandom random = new SecureRandom();

  private LockedRecord() {}

  /** The header's value. */
  public static String write(byte[] secret, Optional<UnlockKey> lock) {
    MaybeEncryptedRecord record = lock.map(key -> sealed(secret, key))
        .orElseGet(() -> MaybeEncryptedRecord.newBuilder().setData(ByteString.copyFrom(secret)).build());
    return Base64.getEncoder().encodeToString(record.toByteArray());
  }

  private static MaybeEncryptedRecord sealed(byte[] secret, UnlockKey lock) {
    byte[] nonce = new byte[Secretbox.NONCE_BYTES];
    random.nextBytes(nonce);
    return MaybeEncryptedRecord.newBuilder().setAlgorithm(Algorithm.SECRETBOX_SALSA20_POLY1305)
        .setData(ByteString.copyFrom(Secretbox.seal(secret, nonce, lock.bytes())))
        .setNonce(ByteString.copyFrom(nonce)).build();
  }

  /**
   * The secret. A record in clear is read with and without a key, as in the moment of locking there may be some.
   *
   * @throws LockedException when the key is missing or is not the one it was sealed with
   * @throws IdentityException when it is no record
   */
  public static byte[] read(String header, Optional<UnlockKey> lock) {
    MaybeEncryptedRecord record = parse(header);
    byte[] data = record.getData().toByteArray();
    return switch (record.getAlgorithm()) {
      case NONE -> data;
      case SECRETBOX_SALSA20_POLY1305 -> lock
          .flatMap(key -> Secretbox.open(data, record.getNonce().toByteArray(), key.bytes()))
          .orElseThrow(LockedException::new);
      case FERNET_AES_128_CBC -> lock.flatMap(key -> Fernet.open(data, key.bytes()))
          .orElseThrow(LockedException::new);
      case UNRECOGNIZED -> throw malformed(null);
    };
  }

  private static MaybeEncryptedRecord parse(String header) {
    try {
      return MaybeEncryptedRecord.parseFrom(Base64.getDecoder().decode(header));
    } catch (IllegalArgumentException | InvalidProtocolBufferException notARecord) {
      throw malformed(notARecord);
    }
  }

  private static IdentityException malformed(Exception cause) {
    return new IdentityException("malformed data key", cause);
  }
}
