package io.swarmd.agent.process;

import com.google.protobuf.ByteString;
import io.swarmd.api.ConfigReference;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.FileTarget;
import io.swarmd.api.SecretReference;
import io.swarmd.model.expansion.PayloadTemplates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The secrets and configs of a task as files of its own, in memory only (dispatch sheet, 5.4): secrets in
 * {@code /run/secrets}, configs in {@code /run/configs}, each a file system that nobody else sees. They lie for a
 * moment in a directory of a memory file system that only root may read, from which the starting task takes them.
 */
record PrivateFiles(List<Wanted> wanted) {

  private static final List<Path> MEMORY = List.of(Path.of("/run"), Path.of("/dev/shm"));
  private static final String STAGING = "swarmd-starting-tasks";

  /** Where files of a kind appear. */
  enum Kind {
    SECRET("secrets"), CONFIG("configs");

    private final String directory;

    Kind(String directory) {
      this.directory = directory;
    }

    String mountPoint() {
      return "/run/" + directory;
    }
  }

  /** One file a task is to have; the name is relative to its kind's directory. */
  record Wanted(Kind kind, String id, String name, FileTarget target) {}

  PrivateFiles {
    wanted = List.copyOf(wanted);
  }

  /**
   * What the container asks for. Configs that only the runtime reads are no files.
   *
   * @throws IllegalArgumentException naming a target that cannot be given
   */
  static PrivateFiles of(ContainerSpec container) {
    List<Wanted> wanted = new ArrayList<>();
    for (SecretReference secret : container.getSecretsList()) {
      if (secret.hasFile()) {
        wanted.add(wanted(Kind.SECRET, secret.getSecretId(), secret.getFile()));
      }
    }
    for (ConfigReference config : container.getConfigsList()) {
      if (config.hasFile()) {
        wanted.add(wanted(Kind.CONFIG, config.getConfigId(), config.getFile()));
      }
    }
    return new PrivateFiles(wanted);
  }

  private static Wanted wanted(Kind kind, String id, FileTarget target) {
    Path inside = Path.of(kind.mountPoint());
    Path place = inside.resolve(target.getName()).normalize();
    if (target.getName().isEmpty() || !place.startsWith(inside) || place.equals(inside)) {
      throw new IllegalArgumentException("target \"" + target.getName() + "\" lies outside of " + inside
          + ": the process executor gives files only there; use a relative name, or nodes with a container engine");
    }
    number("uid", target.getUid());
    number("gid", target.getGid());
    return new Wanted(kind, id, inside.relativize(place).toString(), target);
  }

  private static int number(String what, String text) {
    if (!text.matches("\\d{0,9}")) {
      throw new IllegalArgumentException(what + " \"" + text + "\" of a file is no number");
    }
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }

  boolean isEmpty() {
    return wanted.isEmpty();
  }

  /**
   * Puts the files where the starting task takes them from.
   *
   * @throws IllegalArgumentException when one is not to be had, naming it
   */
  void stage(String taskId, PayloadTemplates payloads) throws IOException {
    if (isEmpty()) {
      return;
    }
    Path staging = staging(taskId);
    TaskDirectory.deleteTree(staging);
    Files.createDirectories(
        staging, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (Wanted file : wanted) {
      ByteString data = file.kind() == Kind.SECRET
          ? payloads.secret(file.id()).data() : payloads.config(file.id()).data();
      write(staging.resolve(file.kind().directory).resolve(file.name()), data, file.target());
    }
  }

  private static void write(Path file, ByteString data, FileTarget target) throws IOException {
    Files.createDirectories(file.getParent());
    Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, data.toByteArray());
    Files.setAttribute(file, "unix:uid", number("uid", target.getUid()));
    Files.setAttribute(file, "unix:gid", number("gid", target.getGid()));
    Files.setPosixFilePermissions(file, permissions(target.getMode()));
  }

  /** @param mode the usual nine bits */
  private static Set<PosixFilePermission> permissions(int mode) {
    PosixFilePermission[] all = PosixFilePermission.values();
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < all.length; bit++) {
      if ((mode >> all.length - 1 - bit & 1) != 0) {
        permissions.add(all[bit]);
      }
    }
    return permissions;
  }

  /** The lines of the task's script that take the files over, into file systems of the task's own. */
  List<String> taking(String taskId) throws IOException {
    if (isEmpty()) {
      return List.of();
    }
    Path staging = staging(taskId);
    List<String> lines = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (wanted.stream().anyMatch(file -> file.kind() == kind)) {
        String from = LaunchScript.quoted(staging.resolve(kind.directory) + "/.");
        String at = kind.mountPoint();
        lines.add("mkdir -p " + at + " && mount -t tmpfs -o mode=0755,nosuid,nodev,noexec tmpfs " + at
            + " && cp -a " + from + " " + at + " && chmod 0755 " + at
            + " && mount -o remount,ro,mode=0755,nosuid,nodev,noexec tmpfs " + at + " || exit 126");
      }
    }
    lines.add("rm -rf " + LaunchScript.quoted(staging.toString()));
    return lines;
  }

  /** Deletes what a start that was cut short left. */
  static void unstage(String taskId) throws IOException {
    for (Path memory : MEMORY) {
      TaskDirectory.deleteTree(memory.resolve(STAGING).resolve(taskId));
    }
  }

  /** @throws IllegalStateException when this machine has no memory file system for them */
  private static Path staging(String taskId) throws IOException {
    for (Path memory : MEMORY) {
      if (Files.isDirectory(memory) && Files.getFileStore(memory).type().equals("tmpfs")) {
        return memory.resolve(STAGING).resolve(taskId);
      }
    }
    throw new IllegalStateException(
        "secrets and configs cannot be kept off the disk: neither /run nor /dev/shm is a tmpfs on this node");
  }
}
