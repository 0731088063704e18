package io.swarmd.raftstore.backup;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.swarmd.api.Cluster;
import io.swarmd.api.v1.BackupManifest;
import io.swarmd.api.v1.BackupObject;
import io.swarmd.api.v1.BackupObjects;
import io.swarmd.identity.lock.UnlockKey;
import io.swarmd.raftstore.sealing.DataKey;
import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/**
 * The bytes of a backup file, piece by piece, made from a view while the cluster goes on: head, manifest, objects, end.
 * Iterated once, by one thread; no more than one piece is held.
 */
public final class BackupFrames implements Iterator<byte[]> {

  /** What a file begins with; the last byte is the format. */
  static final byte[] HEAD = "SWARMBK\1".getBytes(StandardCharsets.ISO_8859_1);
  private static final int BATCH_BYTES = 512 << 10;

  private enum Next { HEAD, MANIFEST, OBJECTS, END, NOTHING }

  private final BackupManifest manifest;
  private final Sealer sealer;
  private final Iterator<BackupObject> objects;
  private Next next = Next.HEAD;
  private long number;

  /** A backup of what the view holds, sealed with the key. */
  public BackupFrames(StoreView view, UnlockKey key, Instant now) {
    this.manifest = manifest(view, now);
    this.sealer = sealer(key);
    this.objects = Table.ALL.stream().flatMap(table -> objects(view, table)).iterator();
  }

  static Sealer sealer(UnlockKey key) {
    return new Sealer(KeyRing.of(new DataKey(1, key.bytes())));
  }

  private static BackupManifest manifest(StoreView view, Instant now) {
    return BackupManifest.newBuilder()
        .setClusterId(view.all(Table.CLUSTER).stream().map(Cluster::getId).findFirst().orElse(""))
        .setVersion(view.version())
        .setTakenAt(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
        .setObjects(Table.ALL.stream().mapToLong(table -> view.all(table).size()).sum())
        .build();
  }

  private static <T extends Message> Stream<BackupObject> objects(StoreView view, Table<T> table) {
    return view.all(table).stream().map(object -> BackupObject.newBuilder()
        .setTable(table.number()).setObject(object.toByteString()).build());
  }

  public BackupManifest manifest() {
    return manifest;
  }

  @Override
  public boolean hasNext() {
    return next != Next.NOTHING;
  }

  @Override
  public byte[] next() {
    return switch (next) {
      case HEAD -> {
        next = Next.MANIFEST;
        yield HEAD.clone();
      }
      case MANIFEST -> {
        next = objects.hasNext() ? Next.OBJECTS : Next.END;
        yield frame(Frame.Kind.MANIFEST, manifest.toByteArray());
      }
      case OBJECTS -> {
        byte[] batch = batch().toByteArray();
        next = objects.hasNext() ? Next.OBJECTS : Next.END;
        yield frame(Frame.Kind.OBJECTS, batch);
      }
      case END -> {
        next = Next.NOTHING;
        yield frame(Frame.Kind.END, new byte[0]);
      }
      case NOTHING -> throw new NoSuchElementException();
    };
  }

  private BackupObjects batch() {
    BackupObjects.Builder batch = BackupObjects.newBuilder();
    int bytes = 0;
    while (objects.hasNext() && bytes < BATCH_BYTES) {
      BackupObject object = objects.next();
      bytes += object.getObject().size();
      batch.addObjects(object);
    }
    return batch.build();
  }

  private byte[] frame(Frame.Kind kind, byte[] content) {
    return new Frame(kind, content).seal(sealer, number++);
  }
}
