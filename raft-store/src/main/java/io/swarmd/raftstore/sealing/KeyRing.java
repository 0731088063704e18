package io.swarmd.raftstore.sealing;

import com.google.protobuf.ByteString;
import io.swarmd.api.v1.KeyRingContents;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;

/**
 * The cluster's data keys: one seals what is new, the others open what is older. Immutable; the same on all managers.
 * A key is put in front only once every manager holds it (design notes, E6).
 */
public final class KeyRing {

  private static final SecureRandom random = new SecureRandom();

  private final Map<Integer, DataKey> keys;
  private final int current;

  private KeyRing(Map<Integer, DataKey> keys, int current) {
    if (!keys.containsKey(current)) {
      throw new IllegalArgumentException("the key ring does not hold its current key " + current);
    }
    this.keys = Map.copyOf(keys);
    this.current = current;
  }

  /** A new cluster's ring: one random key. */
  public static KeyRing create() {
    return new KeyRing(Map.of(1, randomKey(1)), 1);
  }

  /** This ring and one more random key, which seals from now on. */
  public KeyRing rotated() {
    int id = keys.keySet().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
    Map<Integer, DataKey> more = new TreeMap<>(keys);
    more.put(id, randomKey(id));
    return new KeyRing(more, id);
  }

  private static DataKey randomKey(int id) {
    byte[] bytes = new byte[DataKey.BYTES];
    random.nextBytes(bytes);
    return new DataKey(id, bytes);
  }

  public DataKey current() {
    return keys.get(current);
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
    new TreeMap<>(keys).values().forEach(key -> contents.addKeys(io.swarmd.api.v1.DataKey.newBuilder()
        .setId(key.id()).setKey(ByteString.copyFrom(key.bytes()))));
    return contents.build();
  }

  static KeyRing of(KeyRingContents contents) {
    Map<Integer, DataKey> keys = new TreeMap<>();
    contents.getKeysList().forEach(key -> keys.put(key.getId(), new DataKey(key.getId(), key.getKey().toByteArray())));
    return new KeyRing(keys, contents.getCurrent());
  }
}
