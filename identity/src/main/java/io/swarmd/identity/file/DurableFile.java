package io.swarmd.identity.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes files that are, after any crash, either the old ones or the new ones whole. */
public final class DurableFile {

  /** Readable by all, as certificates are. */
  public static final String PUBLIC = "rw-r--r--";
  /** For the owner alone, as keys are. */
  public static final String PRIVATE = "rw-------";

  private DurableFile() {}

  /**
   * Replaces the file: writes a temporary one beside it, forces it to disk and renames it.
   *
   * @param mode for example {@link #PRIVATE}
   */
  public static void write(Path path, byte[] content, String mode) throws IOException {
    Path temporary = Files.createTempFile(path.toAbsolutePath().getParent(), ".tmp-" + path.getFileName(), "");
    try {
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(mode));
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer remaining = ByteBuffer.wrap(content);
        while (remaining.hasRemaining()) {
          channel.write(remaining);
        }
        channel.force(true);
      }
      rename(temporary, path);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Renames over whatever is there, and forces the new name to disk. */
  static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(to.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}
