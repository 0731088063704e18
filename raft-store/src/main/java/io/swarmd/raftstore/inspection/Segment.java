package io.swarmd.raftstore.inspection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of the log, named as Ratis names them: {@code log_FIRST-LAST}, or {@code log_inprogress_FIRST} for the one
 * being written.
 *
 * @param last index of its last entry; empty for the one being written
 */
record Segment(Path file, long first, OptionalLong last) {

  private static final Pattern CLOSED = Pattern.compile("log_(\\d+)-(\\d+)");
  private static final Pattern OPEN = Pattern.compile("log_inprogress_(\\d+)");

  /** All in a directory, in the order of their entries. */
  static List<Segment> in(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Segment::of).flatMap(Optional::stream)
          .sorted(Comparator.comparingLong(Segment::first)).toList();
    }
  }

  private static Optional<Segment> of(Path file) {
    String name = file.getFileName().toString();
    Matcher closed = CLOSED.matcher(name);
    if (closed.matches()) {
      return Optional.of(new Segment(file, Long.parseLong(closed.group(1)),
          OptionalLong.of(Long.parseLong(closed.group(2)))));
    }
    Matcher open = OPEN.matcher(name);
    return open.matches()
        ? Optional.of(new Segment(file, Long.parseLong(open.group(1)), OptionalLong.empty())) : Optional.empty();
  }

  boolean open() {
    return last.isEmpty();
  }
}
