package io.swarmd.agent.docker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.core.DockerClientConfig;
import io.swarmd.api.NodeDescription;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineDescriptionTest {

  private static final ObjectMapper JSON = DockerClientConfig.getDefaultObjectMapper();

  private static NodeDescription described(String info, String plugins) throws Exception {
    return EngineDescription.of(
        JSON.readValue(info.replace('\'', '"'), Info.class), JSON.readTree(plugins.replace('\'', '"')));
  }

  @Test
  void anEngineTellsWhatTheNodeIs() throws Exception {
    NodeDescription node = described("{'Name':'h','Architecture':'x86_64','OSType':'linux','NCPU':4,'MemTotal':1024,"
        + "'ServerVersion':'20.10','Labels':['a=1','b','a=2','c='],"
        + "'Plugins':{'Volume':['local'],'Network':['null','bridge'],'Authorization':null,'Log':['json-file']}}", "[]");
    assertThat(node.getHostname()).isEqualTo("h");
    assertThat(node.getPlatform().getArchitecture()).isEqualTo("x86_64");
    assertThat(node.getResources().getNanoCpus()).isEqualTo(4_000_000_000L);
    assertThat(node.getResources().getMemoryBytes()).isEqualTo(1024);
    assertThat(node.getEngine().getEngineVersion()).isEqualTo("20.10");
    assertThat(node.getEngine().getLabelsMap()).containsOnly(
        Map.entry("a", "2"), Map.entry("c", ""), Map.entry("executor", "docker"));
    assertThat(node.getEngine().getPluginsList()).extracting(plugin -> plugin.getType() + " " + plugin.getName())
        .containsExactly("Log json-file", "Network bridge", "Network null", "Network overlay", "Volume local");
  }

  @Test
  void pluginsThatWereAddedCountWhenEnabled() throws Exception {
    String plugin = "{'Name':'%s','Enabled':%s,'Config':{'Interface':{'Types':['%s']}}}";
    String all = "[" + String.join(",",
        plugin.formatted("vol:1", true, "docker.volumedriver/1.0"),
        plugin.formatted("net:1", true, "docker.networkdriver/1.0"),
        plugin.formatted("log:1", true, "docker.logdriver/1.0"), plugin.formatted("auth:1", true, "docker.authz/1.0"),
        plugin.formatted("off:1", false, "docker.volumedriver/1.0"),
        plugin.formatted("other:1", true, "acme.x/1")) + "]";
    assertThat(described("{}", all).getEngine().getPluginsList())
        .extracting(added -> added.getType() + " " + added.getName())
        .containsExactly("Log log:1", "Network net:1", "Network overlay", "Volume vol:1", "authz auth:1");
  }
}
