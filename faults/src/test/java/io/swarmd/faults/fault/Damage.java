package io.swarmd.faults.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * One changed bit in a file of a stopped manager's raft directory. Left alone are Ratis' two small files without a
 * checksum: what goes unnoticed in them stands in docs/store.md, "Damage".
 *
 * @param before all files as they were
 */
record Damage(Path directory, Path file, int offset, Map<Path, byte[]> before) {

  static Damage inflict(Path stateDirectory, RandomGenerator random) {
    Path directory = stateDirectory.resolve("raft");
    try {
      Map<Path, byte[]> before = new HashMap<>();
      for (Path each : files(directory)) {
        before.put(each, Files.readAllBytes(each));
      }
      List<Path> candidates = before.keySet().stream().sorted()
          .filter(each -> before.get(each).length > 0 && mayBeDamaged(each)).toList();
      Path file = candidates.get(random.nextInt(candidates.size()));
      byte[] bytes = before.get(file).clone();
      int offset = random.nextInt(bytes.length);
      bytes[offset] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      Files.write(file, bytes);
      return new Damage(directory, file, offset, before);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static boolean mayBeDamaged(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith("raft-meta") && !name.equals("in_use.lock") && !name.startsWith("LOG");
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  /** Puts everything back as it was. */
  void undo() {
    try {
      for (Path now : files(directory)) {
        if (!before.containsKey(now)) {
          Files.delete(now);
        }
      }
      for (Map.Entry<Path, byte[]> each : before.entrySet()) {
        Files.createDirectories(each.getKey().getParent());
        Files.write(each.getKey(), each.getValue());
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public String toString() {
    return "damage at " + offset + " of " + directory.relativize(file);
  }
}
