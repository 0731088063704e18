package io.swarmd.swarmd.dump;

import com.google.protobuf.Message;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.file.StateDirectory;
import io.swarmd.identity.lock.UnlockKey;
import io.swarmd.raftstore.StoppedManager;
import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.sealing.StoredKeyRing;
import io.swarmd.raftstore.state.StoredState;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code swarmd dump}: log, snapshot or objects of a manager that is stopped, or of a copy of its state directory, as
 * lines of JSON. The original's swarm-rafttool does this (control sheet, section 20).
 */
@Command(name = "swarmd dump", sortOptions = false, usageHelpAutoWidth = true, description = {
    "Shows what lies in the state directory of a stopped manager, or of a copy, as lines of JSON.",
    "Without --redact the output holds secrets and keys in clear."})
public final class Dump {

  /** What can be shown. */
  enum Subject { log, snapshot, object }

  @Parameters(index = "0", paramLabel = "log|snapshot|object", description = "The log's entries, the newest snapshot, or "
      + "the objects as the whole log leaves them")
  Subject subject;

  @Parameters(index = "1", arity = "0..1", paramLabel = "TYPE", description = "With object: cluster, "
      + "config, extension, network, node, resource, secret, service, task or volume")
  String type = "";

  @Option(names = {"-d", "--state-dir"}, paramLabel = "DIR", description = "State directory (default ${DEFAULT-VALUE})")
  Path stateDirectory = Path.of("/var/lib/swarmd");

  @Option(names = "--unlock-key", paramLabel = "KEY", description = "The key that unlocks a locked manager's keys")
  String unlockKey = "";

  @Option(names = "--redact", description = "Leave out secrets, configs, environments, registry passwords and keys")
  boolean redact;

  @Option(names = "--start", paramLabel = "INDEX", description = "With log: the first entry")
  long start;

  @Option(names = "--end", paramLabel = "INDEX", description = "With log: the last entry (default the log's last)")
  long end = Long.MAX_VALUE;

  @Option(names = "--id", paramLabel = "ID", description = "With object: only the one of this id")
  String id = "";

  @Option(names = "--name", paramLabel = "NAME", description = "With object: only those of this name")
  String name = "";

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit")
  boolean help;

  /**
   * Prints.
   *
   * @throws IdentityException with one line: no such directory, in use, locked, damaged, nothing found
   */
  public void run(PrintStream out) {
    if (!Files.isDirectory(stateDirectory)) {
      throw new IdentityException("--state-dir: there is no directory " + stateDirectory);
    }
    try (StateDirectory directory = StateDirectory.open(stateDirectory)) {
      if (!unlockKey.isEmpty()) {
        directory.certificates().unlockWith(UnlockKey.parse(unlockKey));
      }
      KeyRing keys = new StoredKeyRing(directory.certificates()).load().orElseThrow(() -> new IdentityException(
          "there is no manager's data in " + stateDirectory));
      show(StoppedManager.in(stateDirectory.resolve("raft"), keys), out);
    } catch (IOException unreadable) {
      throw new IdentityException(unreadable.getMessage(), unreadable);
    }
  }

  private void show(StoppedManager manager, PrintStream out) throws IOException {
    Lines lines = Lines.of(redact);
    switch (subject) {
      case log -> manager.log(entry -> {
        if (entry.index() >= start && entry.index() <= end) {
          out.println(lines.entry(entry));
        }
      });
      case snapshot -> {
        StoredState snapshot = manager.snapshot();
        out.println(lines.state(snapshot));
        snapshot.objects().forEach(stored -> out.println(lines.object(stored.table(), stored.object())));
      }
      case object -> {
        StoreView objects = manager.objects();
        long shown = tables().stream().mapToLong(table -> show(table, objects, lines, out)).sum();
        if (shown == 0) {
          throw new IdentityException("no matching objects found");
        }
      }
    }
  }

  private List<Table<?>> tables() {
    if (type.isEmpty()) {
      return Table.ALL;
    }
    return List.of(Table.ALL.stream().filter(table -> table.name().equals(type)).findFirst()
        .orElseThrow(() -> new IdentityException("unrecognized object type " + type)));
  }

  private <T extends Message> long show(Table<T> table, StoreView objects, Lines lines, PrintStream out) {
    List<T> wanted = objects.all(table).stream()
        .filter(object -> id.isEmpty() || table.id(object).equals(id))
        .filter(object -> name.isEmpty() || table.objectName(object).equals(name)).toList();
    wanted.forEach(object -> out.println(lines.object(table, object)));
    return wanted.size();
  }
}
