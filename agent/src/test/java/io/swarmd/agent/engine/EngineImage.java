package io.swarmd.agent.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A small image for containers, made of this machine's own programs and the libraries they need: no registry is asked,
 * and names can be looked up inside. {@code serve PORT} tells whoever connects the container's host name;
 * {@code ask HOST PORT} connects and prints what it hears.
 */
public final class EngineImage {

  public static final String NAME = "tools:latest";
  private static final List<String> PROGRAMS = List.of("bash", "cat", "chmod", "date", "env", "getent", "hostname",
      "id", "ls", "mkdir", "perl", "rm", "sleep", "stat", "touch");
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");
  private static final String SERVE = """
      #!/bin/perl
      use IO::Socket::INET;
      my $server = IO::Socket::INET->new(LocalPort => $ARGV[0], Listen => 16, ReuseAddr => 1)
        or die "cannot listen: $!";
      while (my $caller = $server->accept) { print $caller `hostname`; close $caller; }
      """;
  private static final String ASK = """
      #!/bin/bash
      exec 3<> "/dev/tcp/$1/$2" && cat <&3
      """;

  private static byte[] archive;

  private EngineImage() {}

  /** Gives it to an Engine. */
  public static void importInto(Engine engine) {
    engine.docker(archive(), "import", "-", NAME).orFail();
  }

  private static synchronized byte[] archive() {
    if (archive == null) {
      archive = pack();
    }
    return archive;
  }

  private static byte[] pack() {
    try (Folder root = Folder.create()) {
      fill(root.path());
      return new ProcessBuilder("tar", "-C", root.path().toString(), "-c", ".").start().getInputStream().readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void fill(Path root) throws IOException {
    for (String directory : List.of("bin", "etc", "proc", "sys", "dev", "tmp", "work")) {
      Files.createDirectories(root.resolve(directory));
    }
    Files.setPosixFilePermissions(root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
    for (String program : PROGRAMS) {
      Path original = find(program);
      Files.copy(original, root.resolve("bin").resolve(program));
      for (String library : libraries(original)) {
        copy(Path.of(library), root);
      }
    }
    Files.createSymbolicLink(root.resolve("bin/sh"), Path.of("bash"));
    perlModules(root);
    script(root.resolve("bin/serve"), SERVE);
    script(root.resolve("bin/ask"), ASK);
    Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/:/bin/sh\nplain:x:1234:1234::/work:/bin/sh\n");
    Files.writeString(root.resolve("etc/group"), "root:x:0:\nplain:x:1234:\n");
    Files.writeString(root.resolve("etc/nsswitch.conf"), "hosts: files dns\n");
  }

  private static Path find(String program) {
    return Stream.of(System.getenv("PATH").split(":")).map(path -> Path.of(path, program)).filter(Files::isExecutable)
        .findFirst().orElseThrow(() -> new IllegalStateException("no " + program + " to put into the image"));
  }

  private static List<String> libraries(Path program) {
    Matcher matcher = LIBRARY.matcher(Output.of(new ProcessBuilder("ldd", program.toString()), new byte[0]).text());
    return matcher.results().map(found -> found.group(1)).toList();
  }

  /** Perl looks for what it loads in fixed places: the folder of its smallest set of modules goes along. */
  private static void perlModules(Path root) throws IOException {
    ProcessBuilder where = new ProcessBuilder("perl", "-MIO::Socket::INET", "-e", "print $INC{'Socket.pm'}");
    String socket = Output.of(where, new byte[0]).orFail();
    Path modules = Path.of(socket).getParent();
    try (Stream<Path> files = Files.walk(modules)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        copy(file, root);
      }
    }
    for (String library : libraries(modules.resolve("auto/Socket/Socket.so"))) {
      copy(Path.of(library), root);
    }
  }

  private static void copy(Path original, Path root) throws IOException {
    Path copy = root.resolve(original.toString().substring(1));
    Files.createDirectories(copy.getParent());
    Files.copy(original, copy, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
