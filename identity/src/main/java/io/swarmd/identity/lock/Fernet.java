package io.swarmd.identity.lock;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Opens Fernet tokens, in which managers under FIPS keep their keys; their age does not matter. Pure. */
final class Fernet {

  private static final byte VERSION = (byte) 0x80;
  private static final int IV_AT = 1 + 8;
  private static final int TEXT_AT = IV_AT + 16;
  private static final int TAG_BYTES = 32;
  private static final int HALF_KEY = 16;

  private Fernet() {}

  /** What is inside; empty when it is no token of this key. */
  static Optional<byte[]> open(byte[] text, byte[] key) {
    try {
      byte[] token = Base64.getUrlDecoder().decode(new String(text, StandardCharsets.US_ASCII));
      return token.length < TEXT_AT + TAG_BYTES || token[0] != VERSION ? Optional.empty() : open(token, key, mac(key));
    } catch (IllegalArgumentException | GeneralSecurityException notOurs) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> open(byte[] token, byte[] key, Mac mac) throws GeneralSecurityException {
    int tagAt = token.length - TAG_BYTES;
    mac.update(token, 0, tagAt);
    if (!MessageDigest.isEqual(mac.doFinal(), Arrays.copyOfRange(token, tagAt, token.length))) {
      return Optional.empty();
    }
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, HALF_KEY, HALF_KEY, "AES"),
        new IvParameterSpec(token, IV_AT, TEXT_AT - IV_AT));
    return Optional.of(cipher.doFinal(token, TEXT_AT, tagAt - TEXT_AT));
  }

  private static Mac mac(byte[] key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, 0, HALF_KEY, "HmacSHA256"));
    return mac;
  }
}
