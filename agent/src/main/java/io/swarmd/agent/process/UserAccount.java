package io.swarmd.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whom a process runs as: {@code user}, {@code uid}, either with {@code :group} or {@code :gid}, read against the
 * machine's password file. A number that is in no file stands for itself, with group 0, as in an Engine.
 *
 * @param named whether the user has an entry, and so supplementary groups
 */
record UserAccount(String name, long uid, long gid, String home, boolean named) {

  private static final Path USERS = Path.of("/etc/passwd");
  private static final Path GROUPS = Path.of("/etc/group");

  /** @throws IllegalArgumentException for a name this machine does not know */
  static UserAccount of(String text) {
    int colon = text.indexOf(':');
    String user = colon < 0 ? text : text.substring(0, colon);
    UserAccount account = entry(USERS, user, 7)
        .map(fields -> new UserAccount(
            fields[0], Long.parseLong(fields[2]), Long.parseLong(fields[3]), fields[5], true))
        .orElseGet(() -> new UserAccount(user, number(user, "user"), 0, "/", false));
    return colon < 0 ? account : account.withGroup(text.substring(colon + 1));
  }

  /** Whether this process runs as this user and group already. */
  boolean isRunning() {
    UserAccount running = of(System.getProperty("user.name"));
    return uid == running.uid && gid == running.gid;
  }

  private UserAccount withGroup(String group) {
    long id = entry(GROUPS, group, 3)
        .map(fields -> Long.parseLong(fields[2]))
        .orElseGet(() -> number(group, "group"));
    return new UserAccount(name, uid, id, home, named);
  }

  private static long number(String text, String kind) {
    if (text.matches("\\d{1,10}")) {
      return Long.parseLong(text);
    }
    throw new IllegalArgumentException(kind + " \"" + text + "\" is not known on this node");
  }

  private static Optional<String[]> entry(Path file, String nameOrNumber, int fieldsMin) {
    try {
      return Files.readAllLines(file).stream()
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length >= fieldsMin)
          .filter(fields -> fields[0].equals(nameOrNumber) || fields[2].equals(nameOrNumber))
          .findFirst();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** The command that becomes this user and goes on with the command after it. */
  List<String> switching() {
    return List.of(
        "setpriv", "--reuid=" + uid, "--regid=" + gid, named ? "--init-groups" : "--clear-groups", "--");
  }
}
