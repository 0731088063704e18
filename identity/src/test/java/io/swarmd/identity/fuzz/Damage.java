package io.swarmd.identity.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** What may happen to bytes on their way. */
sealed interface Damage {

  byte[] to(byte[] good);

  /** Some bytes are others. */
  record Changed(double at, byte[] by) implements Damage {
    @Override
    public byte[] to(byte[] good) {
      byte[] damaged = good.clone();
      int from = (int) (at * good.length);
      System.arraycopy(by, 0, damaged, from, Math.min(by.length, good.length - from));
      return damaged;
    }
  }

  /** The end is missing. */
  record Cut(double at) implements Damage {
    @Override
    public byte[] to(byte[] good) {
      return Arrays.copyOf(good, (int) (at * good.length));
    }
  }

  /** Something stands in between. */
  record Inserted(double at, byte[] what) implements Damage {
    @Override
    public byte[] to(byte[] good) {
      int before = (int) (at * good.length);
      ByteArrayOutputStream damaged = new ByteArrayOutputStream();
      damaged.write(good, 0, before);
      damaged.writeBytes(what);
      damaged.write(good, before, good.length - before);
      return damaged.toByteArray();
    }
  }

  /** One to four of these, one after the other. */
  static Arbitrary<List<Damage>> some() {
    Arbitrary<Double> place = Arbitraries.doubles().between(0, 1);
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(6);
    Arbitrary<Damage> changed = Combinators.combine(place, bytes).as(Changed::new);
    Arbitrary<Damage> cut = place.map(Cut::new);
    Arbitrary<Damage> inserted = Combinators.combine(place, bytes).as(Inserted::new);
    return Arbitraries.frequencyOf(Tuple.of(6, changed), Tuple.of(1, cut),
        Tuple.of(2, inserted)).list().ofMinSize(1).ofMaxSize(4);
  }

  static byte[] all(List<Damage> damages, byte[] good) {
    byte[] bytes = good;
    for (Damage damage : damages) {
      bytes = damage.to(bytes);
    }
    return bytes;
  }
}
