package io.swarmd.agent.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files of one journal: numbered, each following the one before. */
record Segments(Path directory) {

  private static final String SUFFIX = ".lines";

  Path file(long number) {
    return directory.resolve(number + SUFFIX);
  }

  /** The numbers there are; none when there is no journal. */
  TreeSet<Long> numbers() throws IOException {
    TreeSet<Long> numbers = new TreeSet<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(SUFFIX))
          .forEach(name -> numbers.add(Long.parseLong(name.substring(0, name.length() - SUFFIX.length()))));
    } catch (NoSuchFileException | NotDirectoryException none) {
      return numbers;
    }
    return numbers;
  }
}
