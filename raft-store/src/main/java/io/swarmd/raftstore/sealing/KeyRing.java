package io.swarmd.raftstore.sealing;

import com.google.protobuf.ByteString;
import io.swarmd.api.v1.KeyRingContents;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The cluster's data keys: one seals what is new, the others open what is older, or wait until enough managers hold
 * them. Immutable; the same on all managers but for what is on its way. A key is put in use only once a majority of the
 * managers holds it (design notes, E6).
 */
public final class KeyRing {

  private static final SecureRandom random = new SecureRandom();
  /**
   * A key's number is its generation, and below it what chance gives: two leaders that do not know of each other make
   * keys of different numbers.
   */
  private static final int GENERATION = 1 << 16;

  private final TreeMap<Integer, DataKey> keys;
  private final int current;

  private KeyRing(Map<Integer, DataKey> keys, int current) {
    if (!keys.containsKey(current)) {
      throw new IllegalArgumentException("the key ring does not hold its current key " + current);
    }
    this.keys = new TreeMap<>(keys);
    this.current = current;
  }

  /** A new cluster's ring: one random key. */
  public static KeyRing create() {
    return new KeyRing(Map.of(1, randomKey(1)), 1);
  }

  /** A ring of one key, for what has a key of its own. */
  public static KeyRing of(DataKey key) {
    return new KeyRing(Map.of(key.id(), key), key.id());
  }

  /** This ring and one more random key, which is not in use yet. */
  KeyRing withNext() {
    int id = (keys.lastKey() / GENERATION + 1) * GENERATION + random.nextInt(GENERATION);
    TreeMap<Integer, DataKey> more = new TreeMap<>(keys);
    more.put(id, randomKey(id));
    return new KeyRing(more, current);
  }

  private static DataKey randomKey(int id) {
    byte[] bytes = new byte[DataKey.BYTES];
    random.nextBytes(bytes);
    return new DataKey(id, bytes);
  }

  /** This ring with its newest key in use. */
  KeyRing advanced() {
    return new KeyRing(keys, keys.lastKey());
  }

  /** All keys of two rings; in use is the newer of those the two use. */
  KeyRing merged(KeyRing other) {
    TreeMap<Integer, DataKey> all = new TreeMap<>(keys);
    other.keys.forEach((id, key) -> {
      if (!key.equals(all.getOrDefault(id, key))) {
        throw new IllegalArgumentException("there are two data keys of number " + id);
      }
      all.put(id, key);
    });
    return new KeyRing(all, Math.max(current, other.current));
  }

  public DataKey current() {
    return keys.get(current);
  }

  DataKey newest() {
    return keys.lastEntry().getValue();
  }

  /** The newest key, while it is not in use. */
  Optional<DataKey> pending() {
    return keys.lastKey() > current ? Optional.of(newest()) : Optional.empty();
  }

  boolean holds(int id) {
    return keys.containsKey(id);
  }

  /**
   * The key of this id.
   *
   * @throws SealException when this manager does not hold it
   */
  public DataKey key(int id) {
    DataKey key = keys.get(id);
    if (key == null) {
      throw new SealException("sealed with data key " + id + ", which this manager's key ring does not hold");
    }
    return key;
  }

  KeyRingContents toContents() {
    KeyRingContents.Builder contents = KeyRingContents.newBuilder().setCurrent(current);
    keys.values().forEach(key -> contents.addKeys(io.swarmd.api.v1.DataKey.newBuilder()
        .setId(key.id()).setKey(ByteString.copyFrom(key.bytes()))));
    return contents.build();
  }

  static KeyRing of(KeyRingContents contents) {
    Map<Integer, DataKey> keys = new TreeMap<>();
    contents.getKeysList().forEach(key -> keys.put(key.getId(), new DataKey(key.getId(), key.getKey().toByteArray())));
    return new KeyRing(keys, contents.getCurrent());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyRing ring && current == ring.current && keys.equals(ring.keys);
  }

  @Override
  public int hashCode() {
    return 31 * current + keys.keySet().hashCode();
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "key ring of " + keys.values() + ", in use " + current;
  }
}
