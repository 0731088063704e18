package io.swarmd.raftstore.state;

import io.swarmd.store.ReplicatedLog.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * The stored objects, read by one thread and opened and decoded by several: parsing takes most of a start (design
 * notes, D3). Iterated once.
 */
final class ObjectReader implements Iterable<Stored>, AutoCloseable {

  private static final int CHUNK_OBJECTS = 512;
  /** Chunks decoded ahead of the reader; more are not read until one is taken. */
  private static final int MAX_CHUNKS_AHEAD = 4 * Runtime.getRuntime().availableProcessors();

  private record Raw(byte[] key, byte[] value) {}

  private final RocksIterator raw;
  private final StoredForm form;
  private final Queue<CompletableFuture<List<Stored>>> ahead = new ArrayDeque<>();

  ObjectReader(RocksIterator raw, StoredForm form) {
    this.raw = raw;
    this.form = form;
    raw.seek(new byte[] {StoredForm.OBJECT});
  }

  @Override
  public Iterator<Stored> iterator() {
    return new Iterator<>() {
      private Iterator<Stored> chunk = List.<Stored>of().iterator();

      @Override
      public boolean hasNext() {
        while (!chunk.hasNext()) {
          readAhead();
          if (ahead.isEmpty()) {
            return false;
          }
          chunk = taken(ahead.remove()).iterator();
        }
        return true;
      }

      @Override
      public Stored next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return chunk.next();
      }
    };
  }

  private static List<Stored> taken(CompletableFuture<List<Stored>> chunk) {
    try {
      return chunk.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  private void readAhead() {
    while (ahead.size() < MAX_CHUNKS_AHEAD && atObject()) {
      List<Raw> chunk = new ArrayList<>(CHUNK_OBJECTS);
      while (chunk.size() < CHUNK_OBJECTS && atObject()) {
        chunk.add(new Raw(raw.key(), raw.value()));
        raw.next();
      }
      ahead.add(CompletableFuture.supplyAsync(() ->
          chunk.stream().map(object -> form.read(object.key(), object.value())).toList()));
    }
  }

  private boolean atObject() {
    if (raw.isValid()) {
      return raw.key()[0] == StoredForm.OBJECT;
    }
    checkEnd();
    return false;
  }

  /** An iterator that met damage is as invalid as one at the end: only its status tells them apart. */
  private void checkEnd() {
    try {
      raw.status();
    } catch (RocksDBException damaged) {
      throw new UncheckedIOException(new IOException(damaged));
    }
  }

  @Override
  public void close() {
    ahead.forEach(chunk -> chunk.handle((done, failure) -> null).join());
    raw.close();
  }
}
