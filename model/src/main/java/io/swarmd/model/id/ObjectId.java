package io.swarmd.model.id;

import java.math.BigInteger;
import java.util.random.RandomGenerator;

/**
 * Makes ids of objects: 25 digits in base 36, from 17 random bytes with the top bit set, the first digit dropped
 * (control sheet, section 2).
 */
public final class ObjectId {

  private static final int RANDOM_BYTES = 17;

  private ObjectId() {}

  public static String next(RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    bytes[0] |= (byte) 0x80;
    return new BigInteger(1, bytes).toString(36).substring(1, 26);
  }
}
