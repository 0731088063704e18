package io.swarmd.model.platform;

import io.swarmd.api.Node;
import io.swarmd.api.Platform;
import java.util.List;

/** Whether a node can run images of a platform (scheduling sheet, 2.1). */
public final class PlatformMatch {

  private PlatformMatch() {}

  /** The image world's name of an architecture: machines say {@code x86_64}, images {@code amd64}. */
  public static String normalisedArchitecture(String architecture) {
    return switch (architecture) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> architecture;
    };
  }

  /** Whether the node is of one of the platforms; a node that does not say its platform is of none. */
  public static boolean matchesAny(List<Platform> wanted, Node node) {
    if (!node.getDescription().hasPlatform()) {
      return false;
    }
    Platform actual = node.getDescription().getPlatform();
    return wanted.stream().anyMatch(platform -> matches(platform, actual));
  }

  /** What the wish leaves open matches anything; letters' case counts. */
  private static boolean matches(Platform wanted, Platform actual) {
    boolean architecture = wanted.getArchitecture().isEmpty()
        || normalisedArchitecture(wanted.getArchitecture()).equals(normalisedArchitecture(actual.getArchitecture()));
    return architecture && (wanted.getOs().isEmpty() || wanted.getOs().equals(actual.getOs()));
  }
}
