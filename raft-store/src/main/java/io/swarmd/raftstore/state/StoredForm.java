package io.swarmd.raftstore.state;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.swarmd.raftstore.sealing.SealException;
import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.store.ReplicatedLog.Stored;
import io.swarmd.store.Table;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the state lies in RocksDB. An object: under its table's number and id, which stay readable; as the version it was
 * stamped with and its sealed bytes, bound to all three, so that no value can be put in another's place. The position:
 * as the format of the whole and its sealed bytes; what led to the state is nobody else's to guess at or to change.
 */
final class StoredForm {

  static final byte OBJECT = 'o';
  /** The format of the stored state; another one is refused. */
  private static final byte FORMAT = 2;
  private static final int KEY_PREFIX = 2;
  private static final byte[] POSITION = {'p'};
  private static final Map<Integer, Table<?>> TABLES =
      Table.ALL.stream().collect(Collectors.toMap(Table::number, Function.identity()));

  private final Sealer sealer;
  private volatile boolean sawOlder;

  StoredForm(Sealer sealer) {
    this.sealer = sealer;
  }

  static byte[] key(Table<?> table, String id) {
    byte[] name = id.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(KEY_PREFIX + name.length).put(OBJECT).put((byte) table.number()).put(name).array();
  }

  <T extends Message> byte[] value(Table<T> table, byte[] key, T object) {
    long version = table.version(object);
    byte[] sealed = sealer.seal(object.toByteArray(), bound(key, version));
    return ByteBuffer.allocate(Long.BYTES + sealed.length).putLong(version).put(sealed).array();
  }

  /**
   * Reads an object.
   *
   * @throws SealException when it is not what was written under this key
   */
  Stored read(byte[] key, byte[] value) {
    Table<?> table = TABLES.get((int) key[1]);
    if (table == null || value.length < Long.BYTES) {
      throw new SealException("the stored state holds an object of an unknown kind");
    }
    sawOlder |= isOlder(value);
    byte[] plain = plain(key, value);
    try {
      return new Stored(table, table.parse(plain));
    } catch (InvalidProtocolBufferException damaged) {
      throw new SealException("the stored state holds an object that does not decode", damaged);
    }
  }

  private byte[] plain(byte[] key, byte[] value) {
    long version = ByteBuffer.wrap(value).getLong();
    return sealer.open(Arrays.copyOfRange(value, Long.BYTES, value.length), bound(key, version));
  }

  /** Whether an object is sealed with another key than the one in use. */
  boolean isOlder(byte[] value) {
    return sealer.isOlder(value, Long.BYTES);
  }

  /** The same object, sealed with the key in use. */
  byte[] sealedAgain(byte[] key, byte[] value) {
    long version = ByteBuffer.wrap(value).getLong();
    byte[] sealed = sealer.seal(plain(key, value), bound(key, version));
    return ByteBuffer.allocate(Long.BYTES + sealed.length).putLong(version).put(sealed).array();
  }

  /** Whether an object read so far was sealed with another key than the one in use. */
  boolean sawOlder() {
    return sawOlder;
  }

  static byte[] positionKey() {
    return POSITION.clone();
  }

  byte[] value(Position position) {
    byte[] sealed = sealer.seal(position.toBytes(), POSITION);
    return ByteBuffer.allocate(1 + sealed.length).put(FORMAT).put(sealed).array();
  }

  /**
   * Reads the position.
   *
   * @throws SealException when it is not what was written, or by a version with another format
   */
  Position position(byte[] value) {
    if (value[0] != FORMAT) {
      throw new SealException("it is of format " + value[0] + " and this program knows only format " + FORMAT
          + ": start the version that wrote it, or empty the state directory and join again");
    }
    return Position.of(sealer.open(Arrays.copyOfRange(value, 1, value.length), POSITION));
  }

  private static byte[] bound(byte[] key, long version) {
    return ByteBuffer.allocate(key.length + Long.BYTES).put(key).putLong(version).array();
  }
}
