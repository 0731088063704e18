package io.swarmd.raftstore.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Where one manager keeps its log and state, used by one process at a time. Readable by its owner only.
 *
 * <pre>
 * durable     what this manager has answered for
 * lock        held while the process runs
 * member      who this manager is in the group
 * log/        Ratis' directory: segments, metadata, snapshots
 * state/      RocksDB
 * </pre>
 */
public final class StateDirectory implements AutoCloseable {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path root;
  private final FileChannel lockFile;

  private StateDirectory(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * Makes the directory when it is not there, and takes it.
   *
   * @throws IOException with one clear line when it cannot be written, or another process has it
   */
  public static StateDirectory open(Path root) throws IOException {
    try {
      Files.createDirectories(root, OWNER_ONLY);
      FileChannel lockFile =
          FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(lockFile)) {
        lockFile.close();
        throw new IOException("the state directory " + root + " is in use by another process");
      }
      return new StateDirectory(root, lockFile);
    } catch (FileSystemException refused) {
      throw new IOException("the state directory " + root + " cannot be written: " + refused.getMessage(), refused);
    }
  }

  private static boolean lock(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException here) {
      return false;
    }
  }

  public Path root() {
    return root;
  }

  public Path log() {
    return root.resolve("log");
  }

  public Path state() {
    return root.resolve("state");
  }

  public Path durableMark() {
    return root.resolve("durable");
  }

  public Path memberFile() {
    return root.resolve("member");
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
