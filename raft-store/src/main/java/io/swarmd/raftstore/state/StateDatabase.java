package io.swarmd.raftstore.state;

import com.google.protobuf.Message;
import io.swarmd.raftstore.sealing.SealException;
import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.store.Change;
import io.swarmd.store.ReplicatedLog.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.rocksdb.Checkpoint;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state in RocksDB, in one column family and without RocksDB's own log: a flush writes whole batches only, so
 * objects and position on disk always belong together, and what was not flushed is replayed from Raft's log (design
 * notes, E1). Written by one thread; closed by the one that opened it.
 */
final class StateDatabase implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StateDatabase.class);

  private static final long WRITE_BUFFER_BYTES = 32L << 20;
  private static final int MAX_OPEN_FILES = 256;

  private final Path directory;
  private final StoredForm form;
  private final Options options;
  private final WriteOptions writeOptions;
  private final RocksDB db;

  private StateDatabase(Path directory, StoredForm form, Options options, RocksDB db) {
    this.directory = directory;
    this.form = form;
    this.options = options;
    this.db = db;
    this.writeOptions = new WriteOptions().setDisableWAL(true);
  }

  /**
   * Opens the database, or makes it.
   *
   * @throws IOException with one clear line; a {@link DamagedState} when it is not what was written
   */
  static StateDatabase open(Path directory, Sealer sealer) throws IOException {
    Options options = options();
    RocksDB opened = null;
    try {
      Files.createDirectories(directory);
      boolean made = isEmpty(directory);
      opened = RocksDB.open(options.setCreateIfMissing(made), directory.toString());
      opened.verifyChecksum();
      return new StateDatabase(directory, new StoredForm(sealer), options, opened);
    } catch (RocksDBException refused) {
      if (opened != null) {
        opened.close();
      }
      options.close();
      throw unreadable(directory, refused);
    }
  }

  private static Options options() {
    return new Options()
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setMaxOpenFiles(MAX_OPEN_FILES)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
        .setKeepLogFileNum(1);
  }

  /** Opens a database that is only looked at; nothing in it may be written. */
  static StateDatabase openToRead(Path directory, Sealer sealer) throws IOException {
    Options options = options();
    try {
      return new StateDatabase(directory, new StoredForm(sealer), options,
          RocksDB.openReadOnly(options, directory.toString()));
    } catch (RocksDBException refused) {
      options.close();
      throw unreadable(directory, refused);
    }
  }

  /**
   * Opens the database; a damaged one is set aside and a new one made, for the state can be had again from snapshot
   * and log. Whether these reach back so far is looked at before the log is used, so that nothing is lost by it.
   */
  static StateDatabase openOrSetAside(Path directory, Sealer sealer) throws IOException {
    try {
      return open(directory, sealer);
    } catch (DamagedState damaged) {
      Path aside = directory.resolveSibling(directory.getFileName() + "-damaged");
      FileTrees.delete(aside);
      Files.move(directory, aside);
      log.warn("{} is damaged, and made anew from snapshot and log: {}; it was moved to {}", directory,
          WriteFailure.rootText(damaged), aside);
      return open(directory, sealer);
    }
  }

  /** RocksDB would begin anew beside the tables of a database whose list of them is lost. */
  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.noneMatch(file -> file.toString().endsWith(".sst")
          || file.getFileName().toString().startsWith("MANIFEST"));
    }
  }

  private static IOException unreadable(Path directory, RocksDBException cause) {
    return WriteFailure.isNoSpace(cause) ? WriteFailure.of(directory, "the state", cause)
        : new DamagedState(directory, "the state cannot be read: " + oneLine(cause), cause);
  }

  /** Replaces the database in a directory by a snapshot: its table files are shared, the rest is copied. */
  static void restore(Path snapshot, Path directory) throws IOException {
    FileTrees.sync(snapshot);
    FileTrees.delete(directory);
    Files.createDirectories(directory);
    try (Stream<Path> files = Files.list(snapshot)) {
      for (Path file : files.filter(path -> !path.toString().endsWith(".md5")).toList()) {
        Path target = directory.resolve(file.getFileName());
        if (file.toString().endsWith(".sst")) {
          Files.createLink(target, file);
        } else {
          Files.copy(file, target);
        }
      }
    }
    FileTrees.sync(directory);
  }

  /**
   * How far it has come.
   *
   * @throws IOException with one clear line when that was not written by this version, or with a key of this cluster
   */
  Position position() throws IOException {
    try {
      byte[] value = db.get(StoredForm.positionKey());
      return value == null ? Position.START : form.position(value);
    } catch (RocksDBException damaged) {
      throw failed("read", damaged);
    } catch (SealException foreign) {
      throw new IOException("the state in " + directory + " cannot be read: " + foreign.getMessage(), foreign);
    }
  }

  /** Writes changes, each the last one of its object, and the position they lead to, all or nothing. */
  void write(Collection<Change<?>> changes, Position position) throws IOException {
    try (WriteBatch batch = new WriteBatch()) {
      for (Change<?> change : changes) {
        put(batch, change);
      }
      batch.put(StoredForm.positionKey(), form.value(position));
      db.write(writeOptions, batch);
    } catch (RocksDBException refused) {
      throw failed("written", refused);
    }
  }

  /**
   * Seals objects again that another key than the one in use sealed.
   *
   * @param from the key to go on from; empty at the beginning
   * @param most looked at
   * @return where to go on; empty at the end
   */
  Optional<byte[]> sealAgain(byte[] from, int most) throws IOException {
    try (RocksIterator objects = db.newIterator(); WriteBatch batch = new WriteBatch()) {
      objects.seek(from.length == 0 ? new byte[] {StoredForm.OBJECT} : from);
      int looked = 0;
      for (; looked < most && objects.isValid() && objects.key()[0] == StoredForm.OBJECT; looked++, objects.next()) {
        if (form.isOlder(objects.value())) {
          batch.put(objects.key(), form.sealedAgain(objects.key(), objects.value()));
        }
      }
      objects.status();
      db.write(writeOptions, batch);
      return looked == most && objects.isValid() ? Optional.of(objects.key()) : Optional.empty();
    } catch (RocksDBException refused) {
      throw failed("sealed again", refused);
    } catch (SealException damaged) {
      throw new DamagedState(directory, damaged.getMessage(), damaged);
    }
  }

  /** Lets go of what was written over, on disk too. */
  void compact() throws IOException {
    try {
      db.compactRange();
    } catch (RocksDBException refused) {
      throw failed("compacted", refused);
    }
  }

  /** Whether some of what was read so far was sealed with another key than the one in use. */
  boolean holdsOlder() {
    return form.sawOlder();
  }

  private <T extends Message> void put(WriteBatch batch, Change<T> change)
      throws RocksDBException {
    byte[] key = StoredForm.key(change.table(), change.id());
    if (change instanceof Change.Deleted<T>) {
      batch.delete(key);
    } else {
      batch.put(key, form.value(change.table(), key, change.object()));
    }
  }

  /**
   * Hands all objects to the reader, decoded by several threads; they come in the order of tables and ids.
   *
   * @throws IOException when there are some that cannot be read
   */
  void read(Consumer<Iterable<Stored>> reader) throws IOException {
    try (ObjectReader objects = new ObjectReader(db.newIterator(), form)) {
      reader.accept(objects);
    } catch (UncheckedIOException damaged) {
      throw new DamagedState(directory, "the state cannot be read: " + damaged.getCause().getMessage(), damaged);
    } catch (SealException damaged) {
      throw new DamagedState(directory, damaged.getMessage(), damaged);
    }
  }

  /** Makes a copy of the database as it is now, sharing its table files. The target must not exist. */
  void checkpoint(Path target) throws IOException {
    try (Checkpoint checkpoint = Checkpoint.create(db)) {
      checkpoint.createCheckpoint(target.toString());
    } catch (RocksDBException refused) {
      throw failed("copied", refused);
    }
  }

  /** Makes all that was written survive the end of the process. */
  void flush() throws IOException {
    try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
      db.flush(wait);
    } catch (RocksDBException refused) {
      throw failed("written", refused);
    }
  }

  private IOException failed(String what, RocksDBException cause) {
    return WriteFailure.isNoSpace(cause) ? WriteFailure.of(directory, "the state", cause)
        : new IOException("the state in " + directory + " cannot be " + what + ": " + oneLine(cause), cause);
  }

  private static String oneLine(RocksDBException failure) {
    return String.join(" ", List.of(String.valueOf(failure.getMessage()).split("\\s+")));
  }

  @Override
  public void close() {
    db.close();
    writeOptions.close();
    options.close();
  }
}
