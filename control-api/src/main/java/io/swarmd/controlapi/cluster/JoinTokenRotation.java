package io.swarmd.controlapi.cluster;

import io.swarmd.api.JoinTokens;
import io.swarmd.api.KeyRotation;
import java.math.BigInteger;
import java.util.random.RandomGenerator;

/** Replaces the secret part of join tokens; the part that names the root CA stays (control sheet, section 2). */
final class JoinTokenRotation {

  private static final int SECRET_BYTES = 16;
  private static final int SECRET_DIGITS = 25;
  private static final int BASE = 36;

  private JoinTokenRotation() {}

  /** @param secrets a source of chance good enough for keys */
  static JoinTokens rotate(JoinTokens tokens, KeyRotation asked, RandomGenerator secrets) {
    JoinTokens.Builder rotated = tokens.toBuilder();
    if (asked.getWorkerJoinToken()) {
      rotated.setWorker(withNewSecret(tokens.getWorker(), secrets));
    }
    if (asked.getManagerJoinToken()) {
      rotated.setManager(withNewSecret(tokens.getManager(), secrets));
    }
    return rotated.build();
  }

  private static String withNewSecret(String token, RandomGenerator secrets) {
    byte[] secret = new byte[SECRET_BYTES];
    secrets.nextBytes(secret);
    String digits = new BigInteger(1, secret).toString(BASE);
    return token.substring(0, token.lastIndexOf('-') + 1) + "0".repeat(SECRET_DIGITS - digits.length()) + digits;
  }
}
