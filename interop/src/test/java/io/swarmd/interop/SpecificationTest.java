package io.swarmd.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.BoolValue;
import io.swarmd.agent.engine.Engine;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.PortConfig;
import io.swarmd.api.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a service's specification says is what its containers on an Engine are. */
@Timeout(400)
@ExtendWith(SharedSwarm.class)
class SpecificationTest {

  private static final String NODE = "engine2";
  private static final int MEGABYTE = 1 << 20;

  private final EngineSwarm engines;
  private final Engine engine;
  private final Swarm swarm;

  SpecificationTest(EngineSwarm engines) {
    this.engines = engines;
    this.engine = engines.engine(2);
    this.swarm = engines.swarm();
  }

  @AfterEach
  void removeServices() {
    swarm.removeAll();
  }

  private String start(ServiceSpec.Builder spec) {
    swarm.create(Services.on(NODE, spec).build());
    String name = spec.getAnnotations().getName();
    swarm.awaitRunning(name, 1);
    return engine.container(name).orElseThrow();
  }

  private String inspect(String container, String template) {
    return engine.docker("inspect", "-f", template, container).orFail();
  }

  @Test
  void theProcess() {
    ServiceSpec.Builder spec = Services.waiting("process", 1);
    spec.getTaskBuilder().getContainerBuilder().addEnv("PLAIN=a b").addEnv("SLOT={{.Task.Slot}} on {{.Node.Hostname}}")
        .setDir("/work").setUser("plain").setHostname("{{.Service.Name}}-{{.Task.Slot}}").setStopSignal("SIGTERM")
        .setInit(BoolValue.of(true)).putLabels("colour", "blue").putLabels("com.docker.swarm.task.id", "own")
        .addUlimits(ContainerSpec.Ulimit.newBuilder().setName("nofile").setSoft(500).setHard(600))
        .addHosts("192.0.2.7 far").setReadOnly(true);
    String container = start(spec);
    assertThat(engine.in(container, "env").orFail()).contains("PLAIN=a b", "SLOT=1 on " + NODE);
    // An Engine's runtime may raise the lower limit of a command beside the process to the upper one.
    assertThat(engine.in(container, "id -un; hostname; ls -l /proc/1/cwd; ulimit -Hn; getent ahostsv4 far").orFail())
        .containsSubsequence("plain", "process-1", "600", "192.0.2.7");
    assertThat(inspect(container, "{{range .HostConfig.Ulimits}}{{.Name}} {{.Soft}} {{.Hard}}{{end}}"))
        .isEqualTo("nofile 500 600");
    assertThat(inspect(container, "{{.Config.WorkingDir}} {{.Config.StopSignal}} {{.HostConfig.Init}} "
        + "{{.HostConfig.ReadonlyRootfs}} {{.Path}}")).isEqualTo("/work SIGTERM true true sh");
    assertThat(inspect(container, "{{index .Config.Labels \"colour\"}} {{index .Config.Labels "
        + "\"com.docker.swarm.task.id\"}} {{.Name}}")).isEqualTo("blue " + swarm.running("process").getFirst().getId()
            + " /process.1." + swarm.running("process").getFirst().getId());
  }

  @Test
  void resources() {
    ServiceSpec.Builder spec = Services.waiting("bounded", 1);
    spec.getTaskBuilder().getResourcesBuilder().getLimitsBuilder().setMemoryBytes(64L * MEGABYTE)
        .setNanoCpus(500_000_000);
    String container = start(spec);
    assertThat(inspect(container, "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}")).isEqualTo("67108864 500000000");
  }

  @Test
  void mounts() throws Exception {
    Path shared = Files.createDirectories(engines.folder().resolve("shared"));
    Files.writeString(shared.resolve("note"), "from the node");
    ServiceSpec.Builder spec = Services.waiting("mounting", 1);
    spec.getTaskBuilder().getContainerBuilder()
        .addMounts(Mounts.bind(shared, "/shared").toBuilder().setReadonly(true))
        .addMounts(Mounts.volume("kept", "/kept")).addMounts(Mounts.memory("/fast", 2L * MEGABYTE, 01777));
    String container = start(spec);
    assertThat(engine.in(container, "cat /shared/note").orFail()).isEqualTo("from the node");
    assertThat(engine.in(container, "touch /shared/other").succeeded()).isFalse();
    assertThat(engine.in(container, "cat /proc/mounts").orFail().lines().filter(line -> line.contains(" /fast ")))
        .singleElement().asString().startsWith("tmpfs").contains("size=2048k");
    assertThat(engine.in(container, "stat -c %a /fast").orFail()).isEqualTo("1777");

    engine.in(container, "touch /kept/written").orFail();
    swarm.remove("mounting");
    assertThat(engine.in(start(spec), "ls /kept").orFail()).isEqualTo("written");
  }

  @Test
  void aMountThatIsNotThereIsToldWhy() {
    ServiceSpec.Builder spec = Services.waiting("lost", 1);
    spec.getTaskBuilder().getContainerBuilder().addMounts(Mounts.bind(Path.of("/no/such/folder"), "/shared"));
    swarm.create(Services.on(NODE, spec).build());
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> assertThat(swarm.tasks("lost")).anySatisfy(task ->
        assertThat(task.getStatus().getErr()).contains("bind source path does not exist: /no/such/folder")));
  }

  @Test
  void portsOfTheNode() {
    ServiceSpec.Builder spec = Services.on(NODE, Services.running("web", 1, "serve 80"));
    PortConfig.Builder port = PortConfig.newBuilder().setPublishMode(PortConfig.PublishMode.HOST);
    spec.getEndpointBuilder().addPorts(port.clone().setName("chosen").setTargetPort(80).setPublishedPort(8088))
        .addPorts(port.clone().setName("any").setTargetPort(81));
    String container = start(spec);
    List<PortConfig> ports = swarm.running("web").getFirst().getStatus().getPortStatus().getPortsList();
    assertThat(ports).filteredOn(its -> its.getTargetPort() == 80).isNotEmpty()
        .allMatch(its -> its.getPublishedPort() == 8088);
    assertThat(ports).filteredOn(its -> its.getTargetPort() == 81).isNotEmpty()
        .allMatch(its -> its.getPublishedPort() > 0);
    String address = engines.lan().address(engine.machine());
    String ask = "exec 3<> /dev/tcp/" + address + "/8088 && cat <&3";
    // A task that runs may still be on its way to listening.
    await().atMost(Swarm.PATIENCE).ignoreExceptions().untilAsserted(() ->
        assertThat(engines.engine(1).machine().run("bash", "-c", ask).orFail())
            .isEqualTo(engine.in(container, "hostname").orFail()));
  }
}
