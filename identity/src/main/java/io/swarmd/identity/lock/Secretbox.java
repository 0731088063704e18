package io.swarmd.identity.lock;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** NaCl's secretbox: XSalsa20 and Poly1305 with the tag in front of the ciphertext. Pure. */
final class Secretbox {

  static final int NONCE_BYTES = 24;
  private static final int TAG_BYTES = 16;
  private static final int ONE_TIME_KEY_BYTES = 32;

  private Secretbox() {}

  static byte[] seal(byte[] plain, byte[] nonce, byte[] key) {
    XSalsa20Engine stream = stream(nonce, key);
    byte[] oneTimeKey = oneTimeKey(stream);
    byte[] sealed = new byte[TAG_BYTES + plain.length];
    stream.processBytes(plain, 0, plain.length, sealed, TAG_BYTES);
    System.arraycopy(tag(oneTimeKey, sealed), 0, sealed, 0, TAG_BYTES);
    return sealed;
  }

  /** What was sealed; empty when it was not sealed with this nonce and key, or was changed since. */
  static Optional<byte[]> open(byte[] sealed, byte[] nonce, byte[] key) {
    if (sealed.length < TAG_BYTES || nonce.length != NONCE_BYTES) {
      return Optional.empty();
    }
    XSalsa20Engine stream = stream(nonce, key);
    byte[] expected = tag(oneTimeKey(stream), sealed);
    if (!MessageDigest.isEqual(expected, Arrays.copyOf(sealed, TAG_BYTES))) {
      return Optional.empty();
    }
    byte[] plain = new byte[sealed.length - TAG_BYTES];
    stream.processBytes(sealed, TAG_BYTES, plain.length, plain, 0);
    return Optional.of(plain);
  }

  private static XSalsa20Engine stream(byte[] nonce, byte[] key) {
    XSalsa20Engine stream = new XSalsa20Engine();
    stream.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
    return stream;
  }

  /** The first bytes of the stream authenticate; the message takes those that follow. */
  private static byte[] oneTimeKey(XSalsa20Engine stream) {
    byte[] key = new byte[ONE_TIME_KEY_BYTES];
    stream.processBytes(key, 0, key.length, key, 0);
    return key;
  }

  private static byte[] tag(byte[] oneTimeKey, byte[] sealed) {
    Poly1305 mac = new Poly1305();
    mac.init(new KeyParameter(oneTimeKey));
    mac.update(sealed, TAG_BYTES, sealed.length - TAG_BYTES);
    byte[] tag = new byte[TAG_BYTES];
    mac.doFinal(tag, 0);
    return tag;
  }
}
