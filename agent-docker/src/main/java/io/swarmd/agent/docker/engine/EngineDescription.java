package io.swarmd.agent.docker.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.model.Info;
import io.swarmd.agent.exec.MachineDescription;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Platform;
import io.swarmd.api.PluginDescription;
import io.swarmd.api.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a node says of itself by its Engine (dispatch sheet, 5.6.5). */
public final class EngineDescription {

  private static final long NANOS_PER_CPU = 1_000_000_000L;
  private static final Comparator<PluginDescription> ORDER =
      Comparator.comparing(PluginDescription::getType).thenComparing(PluginDescription::getName);

  private EngineDescription() {}

  /** Asks the Engine. */
  public static NodeDescription of(Engine engine) {
    return of(engine.ask(client -> client.infoCmd().exec()), engine.json("/plugins"));
  }

  static NodeDescription of(Info info, JsonNode plugins) {
    NodeDescription.Builder node = NodeDescription.newBuilder()
        .setHostname(text(info.getName()))
        .setPlatform(Platform.newBuilder().setArchitecture(text(info.getArchitecture())).setOs(text(info.getOsType())))
        .setResources(Resources.newBuilder()
            .setNanoCpus(number(info.getNCPU()) * NANOS_PER_CPU)
            .setMemoryBytes(number(info.getMemTotal())));
    node.getEngineBuilder()
        .setEngineVersion(text(info.getServerVersion()))
        .putAllLabels(labels(info.getLabels()))
        .addAllPlugins(plugins(info.getPlugins(), plugins));
    return node.build();
  }

  private static String text(String given) {
    return given == null ? "" : given;
  }

  private static long number(Number given) {
    return given == null ? 0 : given.longValue();
  }

  /** The Engine's labels, and the one that names the executor. */
  private static Map<String, String> labels(String[] given) {
    Map<String, String> labels = new TreeMap<>();
    for (String label : given == null ? new String[0] : given) {
      int equals = label.indexOf('=');
      if (equals >= 0) {
        labels.put(label.substring(0, equals), label.substring(equals + 1));
      }
    }
    labels.put(MachineDescription.EXECUTOR_LABEL, "docker");
    return labels;
  }

  private static List<PluginDescription> plugins(Map<String, List<String>> builtIn, JsonNode added) {
    Set<PluginDescription> plugins = new LinkedHashSet<>();
    if (builtIn != null) {
      builtIn.forEach((type, names) -> {
        if (names != null) {
          names.forEach(name -> plugins.add(plugin(type, name)));
        }
      });
    }
    // Named as every Engine names it: a task on it comes here and is refused with the reason, instead of waiting mute.
    plugins.add(plugin("Network", "overlay"));
    added.forEach(plugin -> addTo(plugins, plugin));
    List<PluginDescription> sorted = new ArrayList<>(plugins);
    sorted.sort(ORDER);
    return sorted;
  }

  private static void addTo(Set<PluginDescription> plugins, JsonNode plugin) {
    if (!plugin.path("Enabled").asBoolean()) {
      return;
    }
    plugin.path("Config").path("Interface").path("Types").forEach(type -> {
      String kind = type.isTextual() ? type.asText()
          : type.path("Prefix").asText() + "." + type.path("Capability").asText();
      if (kind.startsWith("docker.")) {
        plugins.add(plugin(typeOf(kind.substring("docker.".length())), plugin.path("Name").asText()));
      }
    });
  }

  /** From {@code volumedriver/1.0} to the type the scheduler asks for. */
  private static String typeOf(String kind) {
    int slash = kind.indexOf('/');
    String capability = slash < 0 ? kind : kind.substring(0, slash);
    return switch (capability) {
      case "volumedriver" -> "Volume";
      case "networkdriver" -> "Network";
      case "logdriver" -> "Log";
      default -> capability;
    };
  }

  private static PluginDescription plugin(String type, String name) {
    return PluginDescription.newBuilder().setType(type).setName(name).build();
  }
}
