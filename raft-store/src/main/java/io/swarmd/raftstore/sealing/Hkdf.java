package io.swarmd.raftstore.sealing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/** Derives keys (RFC 5869, SHA-256). */
final class Hkdf {

  private Hkdf() {}

  static SecretKey derive(byte[] secret, byte[] salt, String purpose) {
    try {
      return KDF.getInstance("HKDF-SHA256").deriveKey("AES",
          HKDFParameterSpec.ofExtract().addIKM(secret).addSalt(salt)
              .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), DataKey.BYTES));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this JDK has no HKDF-SHA256", missing);
    }
  }
}
