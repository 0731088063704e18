package io.swarmd.raftstore;

import com.google.protobuf.ByteString;
import io.swarmd.api.Annotations;
import io.swarmd.api.Meta;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretSpec;
import io.swarmd.api.Version;
import io.swarmd.store.Change;
import io.swarmd.store.ReplicatedLog.Applied;
import io.swarmd.store.ReplicatedLog.Entry;
import io.swarmd.store.ReplicatedLog.Listener;
import io.swarmd.store.ReplicatedLog.Stored;
import io.swarmd.store.StateDigest;
import io.swarmd.store.Table;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A small store for tests: secrets by id; an entry sets one, or deletes it when the value is empty. */
final class MapStore implements Listener {

  private static final byte POISON = 'X';

  private final Map<String, Secret> secrets = new TreeMap<>();
  private long version;
  private StateDigest digest = StateDigest.FOUNDING;
  final List<String> events = new CopyOnWriteArrayList<>();
  final List<Object> decoded = new ArrayList<>();
  volatile long leadsIn;
  volatile Throwable failure;
  volatile int installs;

  static Entry entry(long term, long base, String id, String value, Object decoded) {
    byte[] name = id.getBytes(StandardCharsets.UTF_8);
    byte[] data = value.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = ByteBuffer.allocate(1 + Long.BYTES + 4 + name.length + data.length)
        .put((byte) 'P').putLong(base).putInt(name.length).put(name).put(data).array();
    return new Entry(term, base, bytes, decoded);
  }

  /** An entry no store can decode. */
  static Entry poison(long term, long base) {
    return new Entry(term, base, new byte[] {POISON}, null);
  }

  @Override
  public synchronized void installed(long newVersion, StateDigest newDigest, Iterable<Stored> objects) {
    secrets.clear();
    for (Stored stored : objects) {
      Secret secret = (Secret) stored.object();
      secrets.put(secret.getId(), secret);
    }
    version = newVersion;
    digest = newDigest;
    installs++;
    events.add("installed " + newVersion);
    notifyAll();
  }

  @Override
  public synchronized Applied committed(long term, long index, byte[] bytes, Object given) {
    if (bytes[0] == POISON) {
      throw new IllegalStateException("an entry that does not decode");
    }
    decoded.add(given);
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    long base = in.getLong();
    byte[] name = new byte[in.getInt()];
    in.get(name);
    String id = new String(name, StandardCharsets.UTF_8);
    byte[] data = Arrays.copyOfRange(bytes, in.position(), bytes.length);
    notifyAll();
    if (base != version) {
      events.add("skipped " + id + " on " + base);
      return new Applied(version, digest, List.of());
    }
    version++;
    digest = digest.after(bytes);
    events.add("applied " + id);
    return new Applied(version, digest, List.of(change(id, data)));
  }

  private Change<?> change(String id, byte[] data) {
    Secret old = secrets.get(id);
    if (data.length == 0) {
      secrets.remove(id);
      return new Change.Deleted<>(Table.SECRET, old);
    }
    Secret secret = Secret.newBuilder().setId(id)
        .setMeta(Meta.newBuilder().setVersion(Version.newBuilder().setIndex(version - 1)))
        .setSpec(SecretSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName(id))
            .setData(ByteString.copyFrom(data))).build();
    secrets.put(id, secret);
    return old == null
        ? new Change.Created<>(Table.SECRET, secret) : new Change.Updated<>(Table.SECRET, secret, old);
  }

  @Override
  public void leading(long term) {
    leadsIn = term;
    events.add("leading");
  }

  @Override
  public void following() {
    leadsIn = 0;
    events.add("following");
  }

  @Override
  public void failed(Throwable cause) {
    failure = cause;
  }

  synchronized long version() {
    return version;
  }

  synchronized StateDigest digest() {
    return digest;
  }

  synchronized Map<String, String> values() {
    Map<String, String> values = new TreeMap<>();
    secrets.forEach((id, secret) -> values.put(id, secret.getSpec().getData().toStringUtf8()));
    return values;
  }
}
