package io.swarmd.swarmctl.dependency;

import com.google.protobuf.ByteString;
import io.swarmd.api.Driver;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The data of a new secret or config, from a file or standard input. */
final class Payload {

  /** Bytes read at most: more than any manager takes, so that it can say how much it does take. */
  private static final int MOST = 1 << 20;
  private static final Flag FILE = new Flag("--file", "-f", Flag.Kind.TEXT, "", "file with the data");
  private static final Flag TEMPLATING =
      Flag.text("--template-driver", "driver that fills the data in for each task, as a template (golang)");

  static final List<Flag> FLAGS = List.of(FILE, TEMPLATING);

  private Payload() {}

  static ByteString read(Invocation in) {
    return in.given(FILE.name()) ? ofFile(in.text(FILE.name())) : ofStandardInput(in.input());
  }

  private static ByteString ofFile(String file) {
    try (InputStream data = Files.newInputStream(Path.of(file))) {
      return ByteString.copyFrom(data.readNBytes(MOST));
    } catch (IOException unreadable) {
      throw new UsageException("Error reading from file '" + file + "': open " + file + ": " + reason(unreadable));
    }
  }

  private static ByteString ofStandardInput(InputStream input) {
    try {
      return ByteString.copyFrom(input.readNBytes(MOST));
    } catch (IOException unreadable) {
      throw new UsageException("Error reading from standard input: " + unreadable.getMessage());
    }
  }

  private static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException missing -> "no such file or directory";
      case AccessDeniedException denied -> "permission denied";
      default -> failure.getMessage();
    };
  }

  /** Who makes the data a template; nobody unless asked. */
  static Optional<Driver> templating(Invocation in) {
    return in.given(TEMPLATING.name())
        ? Optional.of(Driver.newBuilder().setName(in.text(TEMPLATING.name())).build()) : Optional.empty();
  }
}
