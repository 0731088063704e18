package io.swarmd.agent.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs as a shell does. */
final class Programs {

  /** The search path of a task that brings none, as in most images. */
  static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private Programs() {}

  /** The program's full path; a name with a slash is looked for from the root directory and nowhere else. */
  static Optional<Path> find(String name, String searchPath) {
    Stream<Path> places = name.contains("/")
        ? Stream.of(Path.of("/").resolve(name))
        : Stream.of(searchPath.split(":")).filter(place -> !place.isEmpty()).map(place -> Path.of(place, name));
    return places.filter(place -> Files.isExecutable(place) && !Files.isDirectory(place)).findFirst();
  }
}
