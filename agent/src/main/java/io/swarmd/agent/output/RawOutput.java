package io.swarmd.agent.output;

import io.swarmd.api.LogStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Arrays;

/** A file that a process appends to. */
record RawOutput(Path file, LogStream stream) {

  /** How the file was at one moment; empty and long ago when there is none. */
  record Look(long size, Instant written) {}

  Look look() throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Look(now.size(), now.lastModifiedTime().toInstant());
    } catch (NoSuchFileException absent) {
      return new Look(0, Instant.EPOCH);
    }
  }

  /** The bytes from a place on, up to another, but not more than given. */
  byte[] read(long from, long to, int most) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(to - from, most));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int read = 0;
      while (bytes.hasRemaining() && read >= 0) {
        read = channel.read(bytes, from + bytes.position());
      }
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** Empties the file; the process, which holds it open for appending, goes on at its beginning. */
  void empty() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }
}
