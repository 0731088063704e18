package io.swarmd.identity.transport;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * The directory of a control socket. Whoever can write it can put a socket of his own in the place of ours, to which
 * users then give their secrets.
 *
 * @param mode permission bits, the sticky bit among them
 * @param owner the owner's number
 */
record SocketDirectory(Path path, int mode, long owner) {

  private static final int STICKY = 01000;
  private static final int WRITABLE_BY_ALL = 0002;
  private static final long ROOT = 0;

  /** Makes the directory, for its owner only, where it is missing. */
  static SocketDirectory prepare(Path path) throws IOException {
    if (!Files.exists(path)) {
      Files.createDirectories(path.getParent());
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,uid");
    return new SocketDirectory(path, (int) attributes.get("mode"), (int) attributes.get("uid"));
  }

  /** Why no socket should be made here, and what to do; empty when nothing speaks against it. */
  Optional<String> objection() {
    return objection(new UnixSystem().getUid());
  }

  Optional<String> objection(long self) {
    if (owner != ROOT && owner != self) {
      return Optional.of("the directory " + path + " belongs to user " + owner
          + ", who could put another socket in its place: change its owner with 'chown " + self + " " + path
          + "', or name another path");
    }
    if ((mode & WRITABLE_BY_ALL) != 0 && (mode & STICKY) == 0) {
      return Optional.of("the directory " + path + " can be written by everybody, who could put another socket in its "
          + "place: change that with 'chmod o-w " + path + "', or name another path");
    }
    return Optional.empty();
  }
}
