package io.swarmd.raftstore.sealing;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals and opens bytes with AES-256-GCM (design notes, E6). The data key itself seals nothing: each process start
 * derives a key of its own from it, and another one when the data key changes, with a random salt, which is stored with what it sealed, and counts nonces. So no
 * nonce is used twice however many writes there are, and managers need not agree on counters.
 *
 * <p>Sealed: format (1 byte), data key id (4), salt (16), counter (8), ciphertext and tag (16). Any thread may call.
 */
public final class Sealer {

  /** How many bytes sealing adds. */
  public static final int OVERHEAD = 1 + 4 + 16 + 8 + 16;

  private static final byte FORMAT = 1;
  private static final int SALT_BYTES = 16;
  private static final int HEADER_BYTES = 1 + 4 + SALT_BYTES + 8;
  private static final int TAG_BITS = 128;
  private static final String PURPOSE = "swarmd seal";
  /** Derived keys remembered for opening, one per process start of any manager whose bytes are still about. */
  private static final int REMEMBERED_KEYS = 256;

  private final LiveKeyRing keys;
  private volatile Sealing sealing;
  private final Map<ByteBuffer, SecretKey> derived = new LinkedHashMap<>(16, 0.75f, true) {
    @Override
    protected boolean removeEldestEntry(Map.Entry<ByteBuffer, SecretKey> eldest) {
      return size() > REMEMBERED_KEYS;
    }
  };

  /**
   * What is new is sealed with.
   *
   * @param salt told apart from all others by chance
   * @param counter of what was sealed with it
   */
  private record Sealing(DataKey dataKey, byte[] salt, SecretKey derived, AtomicLong counter) {

    static Sealing with(DataKey dataKey) {
      byte[] salt = new byte[SALT_BYTES];
      new SecureRandom().nextBytes(salt);
      return new Sealing(dataKey, salt, Hkdf.derive(dataKey.bytes(), salt, PURPOSE), new AtomicLong());
    }
  }

  /** One per process start (or more: each has a salt of its own). */
  public Sealer(LiveKeyRing keys) {
    this.keys = keys;
    this.sealing = Sealing.with(keys.ring().current());
  }

  /** With keys that stay as they are. */
  public Sealer(KeyRing ring) {
    this(LiveKeyRing.fixed(ring));
  }

  private Sealing sealing() {
    Sealing now = sealing;
    return now.dataKey().id() == keys.ring().current().id() ? now : renewed();
  }

  private synchronized Sealing renewed() {
    DataKey current = keys.ring().current();
    if (sealing.dataKey().id() != current.id()) {
      sealing = Sealing.with(current);
    }
    return sealing;
  }

  /**
   * Seals.
   *
   * @param bound what the bytes belong to; opening with anything else fails
   */
  public byte[] seal(byte[] plain, byte[] bound) {
    Sealing with = sealing();
    long count = with.counter().incrementAndGet();
    byte[] sealed = new byte[plain.length + OVERHEAD];
    ByteBuffer.wrap(sealed).put(FORMAT).putInt(with.dataKey().id()).put(with.salt()).putLong(count);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, with.derived(), count, bound);
      cipher.doFinal(plain, 0, plain.length, sealed, HEADER_BYTES);
      return sealed;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("cannot seal", impossible);
    }
  }

  /**
   * Opens what was sealed with any key of the cluster; waits where its key has not come here yet.
   *
   * @throws SealException when it is not what was sealed for this binding, or its key is missing
   */
  public byte[] open(byte[] sealed, byte[] bound) {
    if (sealed.length < OVERHEAD || sealed[0] != FORMAT) {
      throw new SealException("not sealed data");
    }
    int keyId = ByteBuffer.wrap(sealed).getInt(1);
    long count = ByteBuffer.wrap(sealed).getLong(HEADER_BYTES - 8);
    SecretKey key = openingKey(keyId, Arrays.copyOfRange(sealed, 1, HEADER_BYTES - 8));
    try {
      return cipher(Cipher.DECRYPT_MODE, key, count, bound)
          .doFinal(sealed, HEADER_BYTES, sealed.length - HEADER_BYTES);
    } catch (GeneralSecurityException wrong) {
      throw new SealException("sealed data does not open: it was changed, or belongs elsewhere", wrong);
    }
  }

  /** Whether something was sealed with another key than the one in use now. */
  public boolean isOlder(byte[] sealed, int offset) {
    return sealed.length >= offset + OVERHEAD
        && ByteBuffer.wrap(sealed).getInt(offset + 1) != keys.ring().current().id();
  }

  private SecretKey openingKey(int keyId, byte[] keyIdAndSalt) {
    ByteBuffer name = ByteBuffer.wrap(keyIdAndSalt);
    synchronized (derived) {
      SecretKey known = derived.get(name);
      if (known != null) {
        return known;
      }
    }
    byte[] otherSalt = Arrays.copyOfRange(keyIdAndSalt, 4, keyIdAndSalt.length);
    SecretKey key = Hkdf.derive(keys.key(keyId).bytes(), otherSalt, PURPOSE);
    synchronized (derived) {
      derived.put(name, key);
    }
    return key;
  }

  private static Cipher cipher(int mode, SecretKey key, long count, byte[] bound) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    byte[] nonce = ByteBuffer.allocate(12).putInt(0).putLong(count).array();
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(bound);
    return cipher;
  }
}
