package io.swarmd.identity.file;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.Pem;
import io.swarmd.identity.certificate.PrivateKeys;
import java.security.PrivateKey;
import java.util.Map;
import java.util.TreeMap;

/**
 * The content of {@code swarm-node.key}: the private key and the headers that managers keep beside it.
 *
 * @param key in clear
 * @param headers all of them, those of unknown meaning too, so that rewriting loses none
 */
public record KeyFile(PrivateKey key, Map<String, String> headers) {

  /** The cluster version the key is encrypted for; {@code 0} for a key in clear. */
  public static final String KEK_VERSION = "kek-version";

  public KeyFile {
    headers = Map.copyOf(headers);
  }

  /** A key that was never locked. */
  public static KeyFile clear(PrivateKey key) {
    return new KeyFile(key, Map.of(KEK_VERSION, "0"));
  }

  /**
   * Reads PKCS#8, SEC1 or PKCS#1 text.
   *
   * @throws LockedKeyException when the key is encrypted
   */
  public static KeyFile parse(byte[] text) {
    Pem block = Pem.parseAll(text).stream().findFirst()
        .orElseThrow(() -> new IdentityException("malformed private key"));
    if (PrivateKeys.isEncrypted(block)) {
      throw new LockedKeyException();
    }
    return new KeyFile(PrivateKeys.parse(block), block.headers());
  }

  /** Another key under the same headers: a renewal. */
  public KeyFile withKey(PrivateKey newKey) {
    return new KeyFile(newKey, headers);
  }

  /** The same key with a header set. */
  public KeyFile withHeader(String name, String value) {
    Map<String, String> changed = new TreeMap<>(headers);
    changed.put(name, value);
    return new KeyFile(key, changed);
  }

  /** The same key without a header. */
  public KeyFile withoutHeader(String name) {
    Map<String, String> changed = new TreeMap<>(headers);
    changed.remove(name);
    return new KeyFile(key, changed);
  }

  public byte[] encode() {
    Pem plain = PrivateKeys.toPkcs8(key);
    return new Pem(plain.label(), headers, plain.content()).encode();
  }

  /** Leaves the key out. */
  @Override
  public String toString() {
    return "key with headers " + new TreeMap<>(headers).keySet();
  }
}
