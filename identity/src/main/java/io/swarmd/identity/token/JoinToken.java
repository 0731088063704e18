package io.swarmd.identity.token;

import io.swarmd.identity.IdentityException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A join token (identity sheet, section 4). It pins the cluster's root by its digest and carries the secret that lets a
 * node in.
 *
 * @param fips whether the cluster demands FIPS of its nodes
 * @param rootDigestHex SHA-256 of the root bundle, 64 hexadecimal digits
 * @param secret 25 digits in base 36
 */
public record JoinToken(boolean fips, String rootDigestHex, String secret) {

  private static final String PREFIX = "SWMTKN";
  private static final int DIGEST_DIGITS = 50;
  private static final int SECRET_DIGITS = 25;
  private static final int SECRET_BYTES = 16;
  private static final int BASE = 36;

  /** A token with a new secret. */
  public static JoinToken generate(String rootDigestHex, SecureRandom random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return of(false, rootDigestHex, secret);
  }

  static JoinToken of(boolean fips, String rootDigestHex, byte[] secret) {
    return new JoinToken(fips, rootDigestHex, padded(new BigInteger(1, secret), SECRET_DIGITS));
  }

  /**
   * Reads a token.
   *
   * @throws IdentityException {@code invalid join token}
   */
  public static JoinToken parse(String text) {
    String[] parts = text.strip().split("-", -1);
    boolean first = parts.length == 4 && parts[1].equals("1");
    boolean second = parts.length == 5 && parts[1].equals("2") && (parts[2].equals("0") || parts[2].equals("1"));
    if (!parts[0].equals(PREFIX) || !(first || second)) {
      throw invalid();
    }
    String digest = parts[parts.length - 2];
    String secret = parts[parts.length - 1];
    if (digest.length() != DIGEST_DIGITS || secret.length() != SECRET_DIGITS) {
      throw invalid();
    }
    return new JoinToken(second && parts[2].equals("1"), digestHex(digest), secret);
  }

  private static String digestHex(String digits) {
    try {
      String hex = new BigInteger(digits, BASE).toString(16);
      return "0".repeat(Math.max(0, 64 - hex.length())) + hex;
    } catch (NumberFormatException notBase36) {
      throw invalid();
    }
  }

  private static IdentityException invalid() {
    return new IdentityException("invalid join token");
  }

  /** The token as the user types it. */
  public String text() {
    String digest = padded(new BigInteger(1, HexFormat.of().parseHex(rootDigestHex)), DIGEST_DIGITS);
    return PREFIX + (fips ? "-2-1-" : "-1-") + digest + "-" + secret;
  }

  private static String padded(BigInteger number, int digits) {
    String text = number.toString(BASE);
    return "0".repeat(Math.max(0, digits - text.length())) + text;
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return PREFIX + "-…";
  }
}
