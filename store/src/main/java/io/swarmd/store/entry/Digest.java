package io.swarmd.store.entry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A running digest of 64 bits: tells managers that parted by mistake, not by malice. Eight bytes are mixed in at a
 * time, with multiplications as in MurmurHash3's finalizer.
 */
final class Digest {

  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long FIRST_FACTOR = 0xff51afd7ed558ccdL;
  private static final long SECOND_FACTOR = 0xc4ceb9fe1a85ec53L;

  private Digest() {}

  static long next(long digest, byte[] entry) {
    long result = mixed(digest ^ entry.length);
    int at = 0;
    for (; at + Long.BYTES <= entry.length; at += Long.BYTES) {
      result = mixed(result ^ (long) LONGS.get(entry, at));
    }
    long rest = 0;
    for (; at < entry.length; at++) {
      rest = rest << Byte.SIZE | entry[at] & 0xff;
    }
    return mixed(result ^ rest);
  }

  private static long mixed(long value) {
    long result = (value ^ value >>> 33) * FIRST_FACTOR;
    result = (result ^ result >>> 33) * SECOND_FACTOR;
    return result ^ result >>> 33;
  }
}
