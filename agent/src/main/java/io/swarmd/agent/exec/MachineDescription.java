package io.swarmd.agent.exec;

import io.swarmd.api.EngineDescription;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Platform;
import io.swarmd.api.PluginDescription;
import io.swarmd.api.Resources;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/**
 * What a node without an engine says of itself, in an Engine's words (dispatch sheet, 5.6.5): kernel's machine name,
 * all processors, all memory, and the default network drivers, which the scheduler's plugin filter asks for.
 */
public final class MachineDescription {

  /** The engine label that names the executor, for constraints such as {@code engine.labels.executor==process}. */
  public static final String EXECUTOR_LABEL = "executor";

  private static final long NANOS_PER_CPU = 1_000_000_000L;
  private static final List<String> NETWORK_DRIVERS = List.of("bridge", "host", "ipvlan", "macvlan", "null", "overlay");

  private MachineDescription() {}

  /** A description of the given size; the host name is left to the caller. */
  public static NodeDescription of(String executor, String version, int cpus, long memoryBytes) {
    EngineDescription.Builder engine =
        EngineDescription.newBuilder().setEngineVersion(version).putAllLabels(Map.of(EXECUTOR_LABEL, executor));
    NETWORK_DRIVERS.forEach(driver -> engine.addPlugins(plugin("Network", driver)));
    engine.addPlugins(plugin("Volume", "local"));
    return NodeDescription.newBuilder()
        .setPlatform(Platform.newBuilder().setArchitecture(architecture(System.getProperty("os.arch"))).setOs("linux"))
        .setResources(Resources.newBuilder().setNanoCpus(cpus * NANOS_PER_CPU).setMemoryBytes(memoryBytes))
        .setEngine(engine)
        .build();
  }

  /** The kernel's name of a machine Java knows by its own: {@code x86_64} for {@code amd64}. */
  static String architecture(String javaName) {
    return switch (javaName) {
      case "amd64" -> "x86_64";
      case "x86", "i386" -> "i686";
      case "arm" -> "armv7l";
      default -> javaName;
    };
  }

  /** The machine's own name; {@code localhost} when it has none. */
  public static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }

  private static PluginDescription plugin(String type, String name) {
    return PluginDescription.newBuilder().setType(type).setName(name).build();
  }
}
