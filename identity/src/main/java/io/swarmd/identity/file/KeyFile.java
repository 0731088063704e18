package io.swarmd.identity.file;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.Pem;
import io.swarmd.identity.certificate.PrivateKeys;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.lock.LockedException;
import io.swarmd.identity.lock.LockedPrivateKey;
import io.swarmd.identity.lock.LockedRecord;
import io.swarmd.identity.lock.UnlockKey;
import java.security.PrivateKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The content of {@code swarm-node.key}: the private key, and in headers what managers keep beside it. All that is
 * secret in it is encrypted with one unlock key, or lies in clear (identity sheet, section 11).
 *
 * @param key in clear
 * @param headers what nobody must hide; those of unknown meaning too, so that rewriting loses none
 * @param secrets the headers whose values are encrypted together with the key, in clear here
 * @param lock what the file is encrypted with; empty for a file in clear
 */
public record KeyFile(
    PrivateKey key, Map<String, String> headers, Map<String, byte[]> secrets, Optional<UnlockKey> lock) {

  /** The cluster version the key is encrypted for; {@code 0} for a key that never was. */
  public static final String KEK_VERSION = "kek-version";
  /** The data key in use, as the original's tools read it. */
  public static final String DATA_KEY = "raft-dek";
  /** The data key that is being handed out and not yet in use. */
  public static final String PENDING_DATA_KEY = "raft-dek-pending";
  /** All data keys with their numbers; a header of our own. */
  public static final String DATA_KEYS = "swarmd-data-keys";
  /** Says that the data key has lain in clear and another one is due. */
  public static final String NEEDS_ROTATION = "raft-dek-needs-rotation";
  private static final Set<String> SECRET = Set.of(DATA_KEY, PENDING_DATA_KEY, DATA_KEYS);

  public KeyFile {
    headers = Map.copyOf(headers);
    secrets = Map.copyOf(secrets);
  }

  /** A key that was never locked. */
  public static KeyFile clear(PrivateKey key) {
    return new KeyFile(key, Map.of(KEK_VERSION, "0"), Map.of(), Optional.empty());
  }

  /**
   * Reads PKCS#8, SEC1 or PKCS#1 text.
   *
   * @param lock tried when the key is encrypted
   * @throws LockedException when the key is encrypted and the unlock key is missing or another one
   */
  public static KeyFile parse(byte[] text, Optional<UnlockKey> lock) {
    Pem block = Pem.parseAll(text).stream().findFirst()
        .orElseThrow(() -> new IdentityException("malformed private key"));
    Optional<UnlockKey> used = PrivateKeys.isEncrypted(block)
        ? Optional.of(lock.orElseThrow(LockedException::new)) : Optional.empty();
    PrivateKey key = used.map(with -> LockedPrivateKey.decrypt(block, with))
        .orElseGet(() -> PrivateKeys.parse(block));
    Map<String, String> headers = new HashMap<>();
    Map<String, byte[]> secrets = new HashMap<>();
    block.headers().forEach((name, value) -> {
      if (SECRET.contains(name)) {
        secrets.put(name, LockedRecord.read(value, used));
      } else if (!PrivateKeys.describesEncryption(name)) {
        headers.put(name, value);
      }
    });
    return new KeyFile(key, headers, secrets, used);
  }

  /** Another key under the same headers and the same lock: a renewal. */
  public KeyFile withKey(PrivateKey newKey) {
    return new KeyFile(newKey, headers, secrets, lock);
  }

  /** The same key with a secret beside it. */
  public KeyFile withSecret(String name, byte[] value) {
    Map<String, byte[]> changed = new HashMap<>(secrets);
    changed.put(name, value);
    return new KeyFile(key, headers, changed, lock);
  }

  /** The same key without a secret. */
  public KeyFile withoutSecret(String name) {
    Map<String, byte[]> changed = new HashMap<>(secrets);
    changed.remove(name);
    return new KeyFile(key, headers, changed, lock);
  }

  /** Whether the data key has lain in clear since the last one was made. */
  public boolean needsRotation() {
    return Boolean.parseBoolean(headers.get(NEEDS_ROTATION));
  }

  public KeyFile withNeedsRotation(boolean needed) {
    Map<String, String> changed = new HashMap<>(headers);
    if (needed) {
      changed.put(NEEDS_ROTATION, "true");
    } else {
      changed.remove(NEEDS_ROTATION);
    }
    return new KeyFile(key, changed, secrets, lock);
  }

  /**
   * As the cluster wants it (identity sheet, 11, rules 6 and 7): this same file when it is so already, when what is
   * wanted is older, or when it is a worker's, that is without data keys. A data key that was in clear until now is to
   * be replaced.
   *
   * @throws IdentityException when two versions of the cluster with one number disagree
   */
  public KeyFile following(KeyLock wanted) {
    int order = Long.compareUnsigned(wanted.version(), lockVersion());
    if (order < 0 || wanted.key().equals(lock) || secrets.isEmpty()) {
      return this;
    }
    if (order == 0) {
      throw new IdentityException(
          "candidate KEK has the same version as the current KEK, but a different KEK value");
    }
    KeyFile changed = withLock(wanted);
    return lock.isEmpty() ? changed.withNeedsRotation(true) : changed;
  }

  /** All of it under another unlock key, or in clear, as of a version of the cluster. */
  public KeyFile withLock(KeyLock wanted) {
    Map<String, String> changed = new HashMap<>(headers);
    changed.put(KEK_VERSION, Long.toUnsignedString(wanted.version()));
    return new KeyFile(key, changed, secrets, wanted.key());
  }

  /** The cluster version the file is encrypted for; 0 when it does not say. */
  public long lockVersion() {
    try {
      return Long.parseUnsignedLong(headers.getOrDefault(KEK_VERSION, "0"));
    } catch (NumberFormatException malformed) {
      return 0;
    }
  }

  public byte[] encode() {
    Pem block = lock.map(with -> LockedPrivateKey.encrypt(key, with)).orElseGet(() -> PrivateKeys.toPkcs8(key));
    Map<String, String> all = new TreeMap<>(headers);
    secrets.forEach((name, value) -> all.put(name, LockedRecord.write(value, lock)));
    return new Pem(block.label(), all, block.content()).encode();
  }

  /** Leaves key and secrets out. */
  @Override
  public String toString() {
    return "key with headers " + new TreeMap<>(headers).keySet();
  }
}
