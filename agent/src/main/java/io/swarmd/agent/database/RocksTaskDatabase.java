package io.swarmd.agent.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.swarmd.api.Task;
import io.swarmd.api.TaskStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The tasks in a RocksDB directory. Keys are {@code tasks/<id>/data}, {@code /status} and {@code /assigned}. Writes go
 * through the write-ahead log without a flush of their own: they survive the death of the process, and the death of the
 * machine ends the tasks as well.
 */
public final class RocksTaskDatabase implements TaskDatabase {

  private static final String PREFIX = "tasks/";
  private static final String DATA = "/data";
  private static final String STATUS = "/status";
  private static final String ASSIGNED = "/assigned";
  private static final byte[] MARK = {(byte) 0xFF};
  private static final long WRITE_BUFFER_BYTES = 4L << 20;
  private static final long LOG_BYTES_MAX = 16L << 20;
  private static final int OPEN_FILES_MAX = 64;

  private final Options options;
  private final WriteOptions writeOptions = new WriteOptions();
  private final RocksDB rocks;

  private RocksTaskDatabase(Options options, RocksDB rocks) {
    this.options = options;
    this.rocks = rocks;
  }

  /**
   * Opens or creates the database.
   *
   * @throws DatabaseFailure when the directory cannot be used, is held by another process, or is damaged
   */
  public static RocksTaskDatabase open(Path directory) {
    RocksDB.loadLibrary();
    Options options = new Options()
        .setCreateIfMissing(true)
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setMaxTotalWalSize(LOG_BYTES_MAX)
        .setMaxOpenFiles(OPEN_FILES_MAX)
        .setKeepLogFileNum(1)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
    try {
      Files.createDirectories(directory);
      return new RocksTaskDatabase(options, RocksDB.open(options, directory.toString()));
    } catch (IOException | RocksDBException failure) {
      options.close();
      throw new DatabaseFailure("task database " + directory + " cannot be used: " + failure.getMessage().strip()
          + "; if it is damaged, remove it: the managers then place its tasks anew", failure);
    }
  }

  @Override
  public List<Entry> entries() {
    List<Entry> found = new ArrayList<>();
    try (RocksIterator cursor = rocks.newIterator()) {
      for (cursor.seek(PREFIX.getBytes(UTF_8)); cursor.isValid(); cursor.next()) {
        String key = new String(cursor.key(), UTF_8);
        if (key.endsWith(DATA)) {
          String id = key.substring(PREFIX.length(), key.length() - DATA.length());
          found.add(new Entry(Task.parseFrom(cursor.value()), status(id), get(id, ASSIGNED).isPresent()));
        }
      }
      cursor.status();
    } catch (RocksDBException | InvalidProtocolBufferException failure) {
      throw new DatabaseFailure("task database cannot be read: " + failure.getMessage(), failure);
    }
    return found;
  }

  @Override
  public Optional<TaskStatus> status(String taskId) {
    Optional<byte[]> stored = get(taskId, STATUS);
    try {
      return stored.isEmpty() ? Optional.empty() : Optional.of(TaskStatus.parseFrom(stored.get()));
    } catch (InvalidProtocolBufferException damaged) {
      throw new DatabaseFailure("task database holds a damaged status of task " + taskId, damaged);
    }
  }

  @Override
  public void apply(Collection<Task> assigned, Map<String, TaskStatus> firstStatuses, Collection<String> removed) {
    write(batch -> {
      for (Task task : assigned) {
        batch.put(key(task.getId(), DATA), task.toBuilder().clearStatus().build().toByteArray());
        batch.put(key(task.getId(), ASSIGNED), MARK);
      }
      putInto(batch, firstStatuses);
      for (String id : removed) {
        batch.delete(key(id, DATA));
        batch.delete(key(id, STATUS));
        batch.delete(key(id, ASSIGNED));
      }
    });
  }

  @Override
  public void putStatuses(Map<String, TaskStatus> statuses) {
    write(batch -> putInto(batch, statuses));
  }

  private static void putInto(WriteBatch batch, Map<String, TaskStatus> statuses) throws RocksDBException {
    for (Map.Entry<String, TaskStatus> changed : statuses.entrySet()) {
      batch.put(key(changed.getKey(), STATUS), changed.getValue().toByteArray());
    }
  }

  /** Takes the mark from a task, which makes it one to forget at the next start. */
  void unassign(String taskId) {
    write(batch -> batch.delete(key(taskId, ASSIGNED)));
  }

  /** Fills one atomic write. */
  private interface Filling {
    void into(WriteBatch batch) throws RocksDBException;
  }

  private void write(Filling filling) {
    try (WriteBatch batch = new WriteBatch()) {
      filling.into(batch);
      rocks.write(writeOptions, batch);
    } catch (RocksDBException failure) {
      throw new DatabaseFailure("task database cannot be written: " + failure.getMessage(), failure);
    }
  }

  private Optional<byte[]> get(String taskId, String item) {
    try {
      return Optional.ofNullable(rocks.get(key(taskId, item)));
    } catch (RocksDBException failure) {
      throw new DatabaseFailure("task database cannot be read: " + failure.getMessage(), failure);
    }
  }

  private static byte[] key(String taskId, String item) {
    return (PREFIX + taskId + item).getBytes(UTF_8);
  }

  @Override
  public void close() {
    rocks.close();
    writeOptions.close();
    options.close();
  }
}
