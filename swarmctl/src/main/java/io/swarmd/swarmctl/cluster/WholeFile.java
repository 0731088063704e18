package io.swarmd.swarmctl.cluster;

import io.swarmd.swarmctl.command.CommandException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Set;

/** A new file for its owner only, that is there whole or not at all: written under another name and then renamed. */
final class WholeFile implements AutoCloseable {

  private final Path target;
  private final Path unfinished;
  private final FileChannel channel;
  private final MessageDigest digest;
  private long bytes;

  private WholeFile(Path target, Path unfinished, FileChannel channel, MessageDigest digest) {
    this.target = target;
    this.unfinished = unfinished;
    this.channel = channel;
    this.digest = digest;
  }

  /**
   * Begins to write.
   *
   * @throws IOException when the file exists, or its directory cannot be written
   */
  static WholeFile create(Path target) throws IOException {
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path unfinished = target.resolveSibling("." + target.getFileName() + ".unfinished");
    Files.deleteIfExists(unfinished);
    FileChannel channel = FileChannel.open(unfinished,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return new WholeFile(target, unfinished, channel, sha256());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java runtime has SHA-256", impossible);
    }
  }

  /** Why a file cannot be used, in a few words. */
  static String reason(IOException failure) {
    return switch (failure) {
      case FileAlreadyExistsException exists -> "it exists already: choose another name, or remove it";
      case NoSuchFileException missing -> "no such file or directory";
      default -> failure.getMessage();
    };
  }

  void write(byte[] part) throws IOException {
    digest.update(part);
    bytes += part.length;
    ByteBuffer left = ByteBuffer.wrap(part);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }

  /** Compares what was written with what was sent. */
  void check(long sentBytes, byte[] sentDigest) {
    if (bytes != sentBytes || !Arrays.equals(digest.digest(), sentDigest)) {
      throw new CommandException("the backup did not arrive as it was sent; nothing is written, try again");
    }
  }

  /** Makes it durable and gives it its name. */
  void keep() throws IOException {
    channel.force(true);
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(target.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  Path target() {
    return target;
  }

  long bytes() {
    return bytes;
  }

  /** Removes what is unfinished. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(unfinished);
  }
}
