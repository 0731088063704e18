package io.swarmd.agent.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * One captured output, bounded: a file that has grown over the bound becomes the older of two, and the process goes on
 * at the start of the emptied one, which it holds open for appending. What it writes between the copy and the emptying
 * is lost. While no agent runs nothing is bounded.
 */
record OutputLog(Path file, long bytesMax) {

  /** Checks the bound once. */
  void bound() throws IOException {
    if (Files.exists(file) && Files.size(file) > bytesMax) {
      Files.copy(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel emptied = FileChannel.open(file, StandardOpenOption.WRITE)) {
        emptied.truncate(0);
      }
    }
  }
}
