package io.swarmd.agent.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Control groups left by Engines that were ended without a word: the only thing that outlives their machine. */
final class CgroupRemains {

  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  private CgroupRemains() {}

  /** Takes away all groups below this one that hold no process, in every hierarchy. */
  static void remove(String parent) {
    try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(ROOT, Files::isDirectory)) {
      for (Path hierarchy : hierarchies) {
        removeBelow(hierarchy.resolve(parent));
      }
      removeBelow(ROOT.resolve(parent));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void removeBelow(Path group) {
    if (!Files.isDirectory(group)) {
      return;
    }
    try (Stream<Path> all = Files.walk(group)) {
      List<Path> deepestFirst = all.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
      deepestFirst.forEach(CgroupRemains::removeUnlessInUse);
    } catch (IOException | UncheckedIOException changed) {
      removeUnlessInUse(group); // another Engine's containers end meanwhile: what is left is for the next one
    }
  }

  private static void removeUnlessInUse(Path group) {
    try {
      Files.delete(group);
    } catch (IOException inUse) {
      // Containers of another Engine: they and their groups are its own concern.
    }
  }
}
