package io.swarmd.raftstore.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories of files: deleted, made durable, replaced as a whole. */
public final class FileTrees {

  private FileTrees() {}

  /** Deletes a directory and what is in it; nothing when it does not exist. */
  public static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    for (Path path : list(directory)) {
      Files.delete(path);
    }
  }

  /** All below a directory and itself, the deepest first. */
  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.sorted(Comparator.reverseOrder()).toList();
    }
  }

  /** Makes the files in a directory, and the directory's entries, survive a power failure. */
  public static void sync(Path directory) throws IOException {
    for (Path path : list(directory)) {
      syncOne(path);
    }
  }

  private static void syncOne(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Writes a small file as a whole: a temporary one, fsync, rename. */
  public static void replace(Path file, byte[] bytes) throws IOException {
    Path temporary = file.resolveSibling(".tmp-" + file.getFileName());
    Files.write(temporary, bytes);
    syncOne(temporary);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    syncOne(file.getParent());
  }
}
