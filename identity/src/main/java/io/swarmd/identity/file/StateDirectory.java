package io.swarmd.identity.file;

import io.swarmd.identity.IdentityException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node's state directory, held by this process alone for as long as it is open. The operating system lets go of the
 * lock when the process ends, however it ends.
 */
public final class StateDirectory implements AutoCloseable {

  private static final String LOCK = "swarmd.lock";
  private static final String CERTIFICATES = "certificates";

  private final Path path;
  private final FileChannel lockFile;
  private final CertificateFiles certificates;

  private StateDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
    this.certificates = new CertificateFiles(path.resolve(CERTIFICATES));
  }

  /**
   * Makes the directory, for the owner only, when it is missing, and locks it.
   *
   * @throws IdentityException when it cannot be written, or another process holds it
   */
  public static StateDirectory open(Path path) {
    try {
      if (!Files.isDirectory(path)) {
        Files.createDirectories(path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      FileChannel lockFile = FileChannel.open(path.resolve(LOCK),
          StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return new StateDirectory(path, lock(path, lockFile));
    } catch (IOException failed) {
      throw new IdentityException("cannot use state directory " + path + ": " + FileFailure.of(failed), failed);
    }
  }

  private static FileChannel lock(Path path, FileChannel lockFile) throws IOException {
    try {
      FileLock lock = lockFile.tryLock();
      if (lock != null) {
        return lockFile;
      }
    } catch (OverlappingFileLockException heldByThisProcess) {
      // Another node in this process is as much in the way as another process.
    }
    lockFile.close();
    throw new IdentityException("state directory " + path + " is in use by another process");
  }

  public Path path() {
    return path;
  }

  /** Certificates and keys. */
  public CertificateFiles certificates() {
    return certificates;
  }

  /** The managers the node knows; see {@code ManagerList}. */
  public Path managerList() {
    return path.resolve("state.json");
  }

  /**
   * Deletes all that is in the directory, which stays. The identity goes first: a node of which only a part is left is
   * no member any more. The lock goes last: nobody begins anew meanwhile.
   *
   * @throws IdentityException when something cannot be deleted; the identity may be gone by then
   */
  public void erase() {
    try {
      deleteTree(path.resolve(CERTIFICATES));
      for (Path child : children(path)) {
        if (!child.endsWith(LOCK)) {
          deleteTree(child);
        }
      }
      Files.deleteIfExists(path.resolve(LOCK));
    } catch (IOException failed) {
      throw new IdentityException("cannot erase state directory " + path + ": " + FileFailure.of(failed)
          + ": delete what is left in it by hand", failed);
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.toList();
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      for (Path child : children(root)) {
        deleteTree(child);
      }
    }
    Files.deleteIfExists(root);
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException failed) {
      throw new IdentityException("cannot unlock state directory " + path + ": " + failed, failed);
    }
  }
}
