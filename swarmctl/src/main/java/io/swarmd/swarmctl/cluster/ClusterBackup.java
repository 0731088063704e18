package io.swarmd.swarmctl.cluster;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.v1.BackupBegin;
import io.swarmd.api.v1.BackupManifest;
import io.swarmd.api.v1.BackupPart;
import io.swarmd.api.v1.TakeBackupRequest;
import io.swarmd.swarmctl.command.ArgumentRule;
import io.swarmd.swarmctl.command.Command;
import io.swarmd.swarmctl.command.CommandException;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/**
 * {@code cluster backup}: the state of the whole cluster in a file, sealed with a key of its own. A command of our own;
 * SwarmKit has none.
 */
final class ClusterBackup {

  private static final Flag OUTPUT = new Flag("--output", "-o", Flag.Kind.TEXT, "", "File to write; it must not exist");
  private static final Flag KEY = Flag.text("--restore-key-file",
      "File with the key that seals the backup, written as an unlock key is; without it one is made and printed");

  private ClusterBackup() {}

  static Command command() {
    return Command.of("backup", "Write the state of the cluster to a file", "",
        ArgumentRule.none("backup command takes no arguments"), List.of(OUTPUT, KEY), ClusterBackup::take);
  }

  private static void take(Invocation in) {
    if (in.text(OUTPUT.name()).isEmpty()) {
      throw new CommandException("--output: name the file to write, as in 'swarmctl cluster backup -o swarm.backup'");
    }
    Path target = Path.of(in.text(OUTPUT.name()));
    TakeBackupRequest request = TakeBackupRequest.newBuilder().setRestoreKey(key(in)).build();
    try (WholeFile file = WholeFile.create(target)) {
      receive(in, in.backup().takeBackup(request), file);
    } catch (IOException refused) {
      throw new CommandException("cannot write " + target + ": " + WholeFile.reason(refused));
    } catch (StatusRuntimeException failed) {
      throw failed.getStatus().getCode() == Status.Code.UNIMPLEMENTED
          ? new CommandException("this manager cannot take backups: it is none of swarmd's") : failed;
    }
  }

  private static String key(Invocation in) {
    if (!in.given(KEY.name())) {
      return "";
    }
    Path file = Path.of(in.text(KEY.name()));
    try {
      String key = Files.readString(file).strip();
      if (!key.startsWith("SWMKEY-1-")) {
        throw new CommandException("--restore-key-file: " + file + " holds no key: SWMKEY-1-...");
      }
      return key;
    } catch (IOException unreadable) {
      throw new CommandException("--restore-key-file: cannot read " + file + ": " + WholeFile.reason(unreadable));
    }
  }

  private static void receive(Invocation in, Iterator<BackupPart> parts, WholeFile file) throws IOException {
    BackupBegin begin = BackupBegin.getDefaultInstance();
    boolean whole = false;
    while (parts.hasNext()) {
      BackupPart part = parts.next();
      switch (part.getPartCase()) {
        case BEGIN -> begin = part.getBegin();
        case DATA -> file.write(part.getData().toByteArray());
        case END -> {
          whole = true;
          file.check(part.getEnd().getBytes(), part.getEnd().getSha256().toByteArray());
        }
        case PART_NOT_SET -> { }
      }
    }
    if (!whole) {
      throw new CommandException("the manager ended the backup before it was whole; nothing is written, try again");
    }
    file.keep();
    report(in, begin, file);
  }

  private static void report(Invocation in, BackupBegin begin, WholeFile file) {
    BackupManifest manifest = begin.getManifest();
    in.out().printf("%s: %d objects of cluster %s at version %d, %d bytes, taken %s%n", file.target(),
        manifest.getObjects(), manifest.getClusterId(), manifest.getVersion(), file.bytes(),
        Instant.ofEpochSecond(manifest.getTakenAt().getSeconds()));
    if (!begin.getRestoreKey().isEmpty()) {
      in.out().println("Restore key, shown only now; without it the backup is of no use: " + begin.getRestoreKey());
    }
    if (begin.getMaybeOutdated()) {
      in.err().println("Warning: this manager has no leader; its latest changes may be missing in the backup.");
    }
  }
}
