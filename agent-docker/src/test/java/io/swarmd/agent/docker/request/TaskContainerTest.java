package io.swarmd.agent.docker.request;

import static io.swarmd.agent.docker.TestTasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.command.CreateContainerCmdImpl;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Int64Value;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Driver;
import io.swarmd.api.GenericResource;
import io.swarmd.api.NamedGenericResource;
import io.swarmd.api.Network;
import io.swarmd.api.NetworkAttachment;
import io.swarmd.api.PortConfig;
import io.swarmd.api.Privileges;
import io.swarmd.api.Task;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Row by row: a field of a task, and what the Engine is sent for it (dispatch sheet, 5.1, 5.2 and 5.5). */
class TaskContainerTest {

  private static final ObjectMapper JSON = DockerClientConfig.getDefaultObjectMapper();
  private static final String ABSENT = "";

  private static JsonNode sent(Task task) {
    AtomicReference<JsonNode> sent = new AtomicReference<>();
    CreateContainerCmdImpl request = new CreateContainerCmdImpl(command -> {
      sent.set(SentJson.of(command));
      return new CreateContainerResponse();
    }, new AuthConfig(), task.getSpec().getContainer().getImage());
    TaskContainer.of(task).fill(request, List.of()).exec();
    return sent.get();
  }

  private static Arguments spec(String place, String json, Consumer<ContainerSpec.Builder> change) {
    return arguments(place, json, task("id", change).build());
  }

  private static Arguments whole(String place, String json, Consumer<Task.Builder> change) {
    Task.Builder task = task("id", spec -> {});
    change.accept(task);
    return arguments(place, json, task.build());
  }

  static Stream<Arguments> fields() {
    return Stream.of(
        spec("/Image", "'box:latest'", spec -> {}),
        spec("/User", "'1000:1000'", spec -> spec.setUser("1000:1000")),
        spec("/User", ABSENT, spec -> {}),
        spec("/WorkingDir", "'/work'", spec -> spec.setDir("/work")),
        spec("/Tty", "true", spec -> spec.setTty(true)),
        spec("/OpenStdin", "true", spec -> spec.setOpenStdin(true)),
        spec("/StopSignal", "'SIGINT'", spec -> spec.setStopSignal("SIGINT")),
        spec("/StopTimeout", "30", spec -> spec.setStopGracePeriod(seconds(30))),
        spec("/StopTimeout", ABSENT, spec -> {}),
        spec("/Hostname", "'host'", spec -> spec.setHostname("host")),
        spec("/Entrypoint", "['sh','-c']", spec -> spec.addCommand("sh").addCommand("-c").addArgs("date")),
        spec("/Cmd", "['date']", spec -> spec.addCommand("sh").addArgs("date")),
        spec("/Entrypoint", ABSENT, spec -> spec.addArgs("date")),
        spec("/Cmd", "['date']", spec -> spec.addArgs("date")),
        spec("/Cmd", ABSENT, spec -> {}),
        spec("/Env", "['A=1','B']", spec -> spec.addEnv("A=1").addEnv("B")),
        spec("/HostConfig/GroupAdd", "['audio']", spec -> spec.addGroups("audio")),
        spec("/HostConfig/ExtraHosts", "['db:10.0.0.9']",
            spec -> spec.addHosts("10.0.0.9 db database").addHosts("10.0.0.8")),
        spec("/HostConfig/Dns", "['10.0.0.1']", spec -> spec.getDnsConfigBuilder().addNameservers("10.0.0.1")),
        spec("/HostConfig/DnsSearch", "['lan']", spec -> spec.getDnsConfigBuilder().addSearch("lan")),
        spec("/HostConfig/DnsOptions", "['ndots:2']", spec -> spec.getDnsConfigBuilder().addOptions("ndots:2")),
        spec("/HostConfig/ReadonlyRootfs", "true", spec -> spec.setReadOnly(true)),
        spec("/HostConfig/Sysctls", "{'net.core.somaxconn':'99'}", spec -> spec.putSysctls("net.core.somaxconn", "99")),
        spec("/HostConfig/CapAdd", "['NET_ADMIN','SYS_TIME']",
            spec -> spec.addCapabilityAdd("CAP_NET_ADMIN").addCapabilityAdd("sys_time")),
        spec("/HostConfig/CapDrop", "['ALL']", spec -> spec.addCapabilityDrop("ALL")),
        spec("/HostConfig/Ulimits", "[{'Name':'nofile','Soft':10,'Hard':20}]",
            spec -> spec.addUlimits(ContainerSpec.Ulimit.newBuilder().setName("nofile").setSoft(10).setHard(20))),
        spec("/HostConfig/Init", "true", spec -> spec.setInit(BoolValue.of(true))),
        spec("/HostConfig/Init", "false", spec -> spec.setInit(BoolValue.of(false))),
        spec("/HostConfig/Init", ABSENT, spec -> {}),
        spec("/HostConfig/Isolation", "'process'",
            spec -> spec.setIsolation(ContainerSpec.Isolation.ISOLATION_PROCESS)),
        spec("/HostConfig/Isolation", "'hyperv'", spec -> spec.setIsolation(ContainerSpec.Isolation.ISOLATION_HYPERV)),
        spec("/HostConfig/PidsLimit", "5", spec -> spec.setPidsLimit(5)),
        spec("/HostConfig/PidsLimit", ABSENT, spec -> {}),
        spec("/HostConfig/OomScoreAdj", "-500", spec -> spec.setOomScoreAdj(-500)),
        spec("/HostConfig/SecurityOpt", "['credentialspec=file://x','label=user:u','label=level:s0',"
            + "'seccomp={}','apparmor=unconfined','no-new-privileges=true']", spec -> spec.setPrivileges(privileges())),
        spec("/HostConfig/SecurityOpt", "['seccomp=unconfined']",
            spec -> spec.getPrivilegesBuilder().getSeccompBuilder()
                .setMode(Privileges.SeccompOpts.SeccompMode.UNCONFINED)),
        spec("/Healthcheck", "{'Test':['CMD','true'],'Interval':2000000000,'Timeout':500000000,'Retries':3,"
            + "'StartPeriod':1000000000,'StartInterval':1}", spec -> spec.getHealthcheckBuilder()
                .addTest("CMD").addTest("true").setInterval(seconds(2)).setRetries(3).setStartPeriod(seconds(1))
                .setTimeout(Duration.newBuilder().setNanos(500_000_000))
                .setStartInterval(Duration.newBuilder().setNanos(1))),
        spec("/Healthcheck", "{'Test':['NONE']}", spec -> spec.getHealthcheckBuilder().addTest("NONE")),
        spec("/Healthcheck", ABSENT, spec -> {}));
  }

  static Stream<Arguments> fieldsOfTheTask() {
    return Stream.of(
        whole("/HostConfig/Memory", "64", task -> task.getSpecBuilder().getResourcesBuilder().getLimitsBuilder()
            .setMemoryBytes(64)),
        whole("/HostConfig/Memory", ABSENT, task -> task.getSpecBuilder().getResourcesBuilder()
            .getReservationsBuilder().setMemoryBytes(64).setNanoCpus(1)),
        whole("/HostConfig/NanoCpus", "500000000", task -> task.getSpecBuilder().getResourcesBuilder()
            .getLimitsBuilder().setNanoCpus(500_000_000)),
        whole("/HostConfig/MemorySwap", "-1", task -> task.getSpecBuilder().getResourcesBuilder()
            .setSwapBytes(Int64Value.of(-1))),
        whole("/HostConfig/MemorySwap", "96", task -> task.getSpecBuilder().getResourcesBuilder()
            .setSwapBytes(Int64Value.of(32)).getLimitsBuilder().setMemoryBytes(64)),
        whole("/HostConfig/MemorySwap", ABSENT, task -> task.getSpecBuilder().getResourcesBuilder()
            .setSwapBytes(Int64Value.of(32))),
        whole("/HostConfig/MemorySwappiness", "7", task -> task.getSpecBuilder().getResourcesBuilder()
            .setMemorySwappiness(Int64Value.of(7))),
        whole("/HostConfig/LogConfig", "{'Type':'acme/logs:2','Config':{'a':'b'}}",
            task -> task.getLogDriverBuilder().setName("acme/logs:2").putOptions("a", "b")),
        whole("/HostConfig/LogConfig", ABSENT, task -> {}),
        whole("/ExposedPorts", "{'80/tcp':{},'53/udp':{},'9/sctp':{}}", TaskContainerTest::publish),
        whole("/HostConfig/PortBindings/80~1tcp/0/HostPort", "'8080'", TaskContainerTest::publish),
        whole("/HostConfig/PortBindings/53~1udp/0/HostPort", "''", TaskContainerTest::publish),
        whole("/HostConfig/PortBindings/81~1tcp", ABSENT, TaskContainerTest::publish),
        whole("/HostConfig/NetworkMode", ABSENT, task -> {}),
        whole("/HostConfig/NetworkMode", "'near'", task -> task.addNetworks(near())),
        whole("/NetworkingConfig/EndpointsConfig/near/Aliases", "['web']", task -> task.addNetworks(near())),
        whole("/NetworkingConfig/EndpointsConfig/near/IPAMConfig",
            "{'IPv4Address':'10.1.0.4','IPv6Address':'fd00::1'}", task -> task.addNetworks(near())),
        whole("/HostConfig/NetworkMode", "'host'", task -> task.addNetworks(predefined())),
        whole("/NetworkingConfig", ABSENT, task -> task.addNetworks(predefined())));
  }

  private static Privileges privileges() {
    return Privileges.newBuilder()
        .setCredentialSpec(Privileges.CredentialSpec.newBuilder().setFile("x"))
        .setSelinuxContext(Privileges.SELinuxContext.newBuilder().setUser("u").setLevel("s0"))
        .setSeccomp(Privileges.SeccompOpts.newBuilder().setMode(Privileges.SeccompOpts.SeccompMode.CUSTOM)
            .setProfile(ByteString.copyFromUtf8("{}")))
        .setApparmor(Privileges.AppArmorOpts.newBuilder().setMode(Privileges.AppArmorOpts.AppArmorMode.DISABLED))
        .setNoNewPrivileges(true)
        .build();
  }

  private static Duration seconds(int seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  private static void publish(Task.Builder task) {
    PortConfig host = PortConfig.newBuilder().setPublishMode(PortConfig.PublishMode.HOST).build();
    task.getEndpointBuilder()
        .addPorts(host.toBuilder().setTargetPort(80).setPublishedPort(8080))
        .addPorts(host.toBuilder().setTargetPort(53).setProtocol(PortConfig.Protocol.UDP))
        .addPorts(host.toBuilder().setTargetPort(9).setProtocol(PortConfig.Protocol.SCTP))
        .addPorts(PortConfig.newBuilder().setTargetPort(81).setPublishedPort(8081));
  }

  private static NetworkAttachment near() {
    Network.Builder network = Network.newBuilder().setId("n1").setDriverState(Driver.newBuilder().setName("bridge"));
    network.getSpecBuilder().getAnnotationsBuilder().setName("near");
    return NetworkAttachment.newBuilder().setNetwork(network).addAliases("web")
        .addAddresses("10.1.0.3/24").addAddresses("nonsense").addAddresses("10.1.0.4/24").addAddresses("fd00::1/64")
        .build();
  }

  private static NetworkAttachment predefined() {
    Network.Builder network = Network.newBuilder().setId("n2").setDriverState(Driver.newBuilder().setName("host"));
    network.getSpecBuilder().getAnnotationsBuilder().setName("host").putLabels("com.docker.swarm.predefined", "true");
    return NetworkAttachment.newBuilder().setNetwork(network).addAliases("web").addAddresses("10.1.0.4/24").build();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource({"fields", "fieldsOfTheTask"})
  void eachFieldReachesItsPlace(String place, String json, Task task) {
    JsonNode found = sent(task).at(place);
    if (json.equals(ABSENT)) {
      assertThat(found.isMissingNode()).as("at %s: %s", place, found).isTrue();
    } else {
      assertThat(found).isEqualTo(SentJson.parse(json));
    }
  }

  @Test
  @Tag("dispatch-71")
  void theSwarmsOwnLabelsWinOverTheUsers() {
    Task.Builder task = task("id", spec -> spec.putLabels("com.docker.swarm.task.id", "forged").putLabels("a", "spec")
        .putLabels("b", "spec"));
    task.getAnnotationsBuilder().putLabels("b", "task").putLabels("com.docker.swarm.node.id", "forged");
    assertThat(JSON.convertValue(sent(task.build()).get("Labels"), Map.class)).isEqualTo(Map.of(
        "a", "spec", "b", "task", "com.docker.swarm.task", "", "com.docker.swarm.task.id", "id",
        "com.docker.swarm.task.name", "web.1.id", "com.docker.swarm.node.id", "node",
        "com.docker.swarm.service.id", "serviceid", "com.docker.swarm.service.name", "web"));
  }

  @Test
  @Tag("dispatch-72")
  void withoutASlotTheNodeNamesTheContainer() {
    assertThat(TaskContainer.of(task("id", spec -> {}).build()).name()).isEqualTo("web.1.id");
    assertThat(TaskContainer.of(task("id", spec -> {}).setSlot(0).build()).name()).isEqualTo("web.node.id");
  }

  @Test
  @Tag("dispatch-73")
  void genericResourcesAreVariables() {
    Task.Builder task = task("id", spec -> spec.addEnv("A=1"));
    for (String value : List.of("a", "b")) {
      task.addAssignedGenericResources(GenericResource.newBuilder()
          .setNamedResourceSpec(NamedGenericResource.newBuilder().setKind("gpu").setValue(value)));
    }
    assertThat(sent(task.build()).get("Env").toString()).isEqualTo("[\"A=1\",\"DOCKER_RESOURCE_GPU=a,b\"]");
  }

  @Test
  void whatCannotBeHadIsRefusedByName() {
    assertThatThrownBy(() -> TaskContainer.of(Task.getDefaultInstance())).hasMessage("unsupported runtime");
    assertThatThrownBy(() -> TaskContainer.of(task("../id", spec -> {}).build()))
        .hasMessage("task id \"../id\" cannot be the name of a directory");
    assertRefused(ContainerSpec.Builder::clearImage, "image required");
    assertRefused(spec -> spec.addCapabilityAdd("CAP_FLY"), "invalid capability: \"CAP_FLY\"");
    assertRefused(spec -> spec.getPrivilegesBuilder().getCredentialSpecBuilder().setConfig("c"),
        "a credential spec from a config needs an Engine that joined the swarm itself: give it as a file");
    assertRefused(spec -> spec.getPullOptionsBuilder().setRegistryAuth("geheim"),
        "pull_options.registry_auth is not the base64 form of a JSON object");
    assertRefused(spec -> spec.addSecretsBuilder().setSecretId("s").getFileBuilder().setName("key").setUid("root"),
        "the owner \"root\" of file key is no number");
  }

  private static void assertRefused(Consumer<ContainerSpec.Builder> change, String text) {
    assertThatThrownBy(() -> TaskContainer.of(task("id", change).build()))
        .isInstanceOf(IllegalArgumentException.class).hasMessage(text);
  }

  @Test
  void credentialsAreRead() {
    String json = "{\"username\":\"ann\",\"password\":\"p?>\",\"serveraddress\":\"r.example\",\"identitytoken\":\"t\"}";
    String encoded = Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    AuthConfig credentials = TaskContainer.of(
        task("id", spec -> spec.getPullOptionsBuilder().setRegistryAuth(encoded)).build()).credentials();
    assertThat(credentials.getUsername()).isEqualTo("ann");
    assertThat(credentials.getPassword()).isEqualTo("p?>");
    assertThat(credentials.getRegistryAddress()).isEqualTo("r.example");
    assertThat(credentials.getIdentitytoken()).isEqualTo("t");
  }

  @Test
  @Tag("dispatch-81")
  void theGracePeriodIsTheSpecsElseTenSeconds() {
    assertThat(TaskContainer.of(task("id", spec -> {}).build()).graceSeconds()).isEqualTo(10);
    assertThat(TaskContainer.of(task("id", spec -> spec.setStopGracePeriod(seconds(30))).build()).graceSeconds())
        .isEqualTo(30);
    assertThat(TaskContainer.of(task("id", spec -> spec.setStopGracePeriod(
        Duration.newBuilder().setNanos(1))).build()).graceSeconds()).isEqualTo(1);
    assertThat(TaskContainer.of(task("id", spec -> spec.setStopGracePeriod(seconds(0))).build()).graceSeconds())
        .isZero();
  }

  @Test
  void secretsAndConfigsHaveTheirPlaces() {
    Task task = task("id", spec -> {
      spec.addSecretsBuilder().setSecretId("s1").getFileBuilder().setName("key").setUid("7").setGid("8").setMode(0440);
      spec.addSecretsBuilder().setSecretId("s2").getFileBuilder().setName("/etc/key").setMode(0400);
      spec.addSecretsBuilder().setSecretId("s3");
      spec.addConfigsBuilder().setConfigId("c1").getFileBuilder().setName("app.conf").setMode(0444);
      spec.addConfigsBuilder().setConfigId("c2").getRuntimeBuilder();
    }).build();
    assertThat(TaskContainer.of(task).files()).containsExactly(
        new TaskFile(TaskFile.Kind.SECRET, "s1", "/run/secrets/key", 7, 8, 0440),
        new TaskFile(TaskFile.Kind.SECRET, "s2", "/etc/key", 0, 0, 0400),
        new TaskFile(TaskFile.Kind.CONFIG, "c1", "/app.conf", 0, 0, 0444));
  }
}
