package io.swarmd.swarmctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.swarmd.api.Cluster;
import io.swarmd.api.CreateNetworkRequest;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.Mount;
import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.PortConfig;
import io.swarmd.api.RestartPolicy;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.api.UpdateConfig;
import io.swarmd.api.UpdateNodeRequest;
import io.swarmd.api.UpdateServiceRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command lines: what they ask of the manager, and how they fail (control sheet, sections 17 and 18). */
class CommandLineTest {

  private final CommandLineFixture line = new CommandLineFixture();

  @AfterEach
  void close() {
    line.close();
  }

  private Service service(String name) {
    Service.Builder service = Service.newBuilder().setId("id-of-" + name);
    service.getMetaBuilder().getVersionBuilder().setIndex(12);
    service.getSpecBuilder().getAnnotationsBuilder().setName(name);
    service.getSpecBuilder().getReplicatedBuilder().setReplicas(2);
    service.getSpecBuilder().getTaskBuilder().getContainerBuilder().setImage("host").addEnv("A=1");
    service.getSpecBuilder().getTaskBuilder().getRestartBuilder().setCondition(RestartPolicy.RestartCondition.ANY);
    service.getSpecBuilder().getTaskBuilder().getLogDriverBuilder().setName("json-file");
    line.control.services.add(service.build());
    return service.build();
  }

  private ServiceSpec created(String... flags) {
    String[] whole = new String[flags.length + 6];
    System.arraycopy(new String[] {"service", "create", "--name", "web", "--image", "host"}, 0, whole, 0, 6);
    System.arraycopy(flags, 0, whole, 6, flags.length);
    assertThat(line.shows(whole)).isEqualTo("created-id\n");
    return ((CreateServiceRequest) line.control.changes.getLast()).getSpec();
  }

  @Test
  void aServiceStartsFromLittle() {
    ServiceSpec spec = created();

    assertThat(spec.getReplicated().getReplicas()).isEqualTo(1);
    assertThat(spec.getTask().getContainer().getImage()).isEqualTo("host");
    assertThat(spec.getTask().getRestart().getCondition()).isEqualTo(RestartPolicy.RestartCondition.ANY);
    assertThat(spec.getTask().getRestart().hasDelay()).isFalse();
    assertThat(spec.hasUpdate() || spec.hasEndpoint() || spec.getTask().hasResources()).isFalse();
  }

  @Test
  void aConstraintOnALabelThatNoNodeHasIsToldToWhoAsks() {
    created("--label", "swarmd.warn-of-unknown-labels=true", "--constraint", "node.labels.zone==a");
    assertThat(line.err).isEqualTo("Warning: no node has the label of constraint 'node.labels.zone==a': "
        + "tasks wait until one has it\n");
    created("--constraint", "node.labels.zone==a");
    assertThat(line.err).isEmpty();
  }

  @Test
  void everyFlagReachesTheSpec() {
    ServiceSpec spec = created("--label", "a=1,b=2", "--replicas=3", "--replicas-max-per-node", "2", "--command", "sh",
        "--args", "-c,\"echo a,b\"", "--env", "X=1", "--env", "Y=2", "--tty", "--init=false",
        "--ulimit", "nofile=10:20",
        "--ports", "http:80/tcp:8080,dns:53/udp:53/udp", "--memory-limit", "64m", "--cpu-reservation", "1/4",
        "--generic-resources", "gpu=2", "--update-parallelism", "2", "--update-delay", "1.5s", "--update-on-failure",
        "rollback", "--rollback-order", "start-first", "--restart-condition", "failure", "--restart-max-attempts", "4",
        "--constraint", "node.role==worker", "--bind", "/a:/b", "--volume", "/v", "--log-driver", "none");

    TaskSpec task = spec.getTask();
    assertThat(spec.getAnnotations().getLabelsMap()).containsEntry("a", "1").containsEntry("b", "2");
    assertThat(spec.getReplicated().getReplicas()).isEqualTo(3);
    assertThat(task.getPlacement().getMaxReplicas()).isEqualTo(2);
    assertThat(task.getPlacement().getConstraintsList()).containsExactly("node.role==worker");
    assertThat(task.getContainer().getArgsList()).containsExactly("-c", "echo a,b");
    assertThat(task.getContainer().getEnvList()).containsExactly("X=1", "Y=2");
    assertThat(task.getContainer().getTty()).isTrue();
    assertThat(task.getContainer().hasInit()).isTrue();
    assertThat(task.getContainer().getInit().getValue()).isFalse();
    assertThat(task.getContainer().getUlimits(0).getHard()).isEqualTo(20);
    assertThat(spec.getEndpoint().getPortsList()).extracting(PortConfig::getPublishedPort).containsExactly(8080, 53);
    assertThat(spec.getEndpoint().getPorts(1).getProtocol()).isEqualTo(PortConfig.Protocol.UDP);
    assertThat(spec.getEndpoint().getPorts(0).getPublishMode()).isEqualTo(PortConfig.PublishMode.HOST);
    assertThat(task.getResources().getLimits().getMemoryBytes()).isEqualTo(64 << 20);
    assertThat(task.getResources().getReservations().getNanoCpus()).isEqualTo(250_000_000);
    assertThat(task.getResources().getReservations().getGeneric(0).getDiscreteResourceSpec().getValue()).isEqualTo(2);
    assertThat(spec.getUpdate().getDelay().getNanos()).isEqualTo(500_000_000);
    assertThat(spec.getUpdate().getFailureAction()).isEqualTo(UpdateConfig.FailureAction.ROLLBACK);
    assertThat(spec.getRollback().getOrder()).isEqualTo(UpdateConfig.UpdateOrder.START_FIRST);
    assertThat(task.getRestart().getMaxAttempts()).isEqualTo(4);
    assertThat(task.getContainer().getMountsList()).extracting(Mount::getTarget).containsExactly("/b", "/v");
    assertThat(task.getLogDriver().getName()).isEqualTo("none");
  }

  @Tag("control-55")
  @Test
  void quotedValuesMayHoldCommas() {
    Mount mount = created("--tmpfs", "\"/t:size=1m,mode=700\"").getTask().getContainer().getMounts(0);

    assertThat(mount.getType()).isEqualTo(Mount.Type.TMPFS);
    assertThat(mount.getTarget()).isEqualTo("/t");
    assertThat(mount.getTmpfsOptions().getSizeBytes()).isEqualTo(1_048_576);
    assertThat(mount.getTmpfsOptions().getMode()).isEqualTo(0700);
  }

  @Tag("control-51")
  @Test
  void anUpdateChangesOnlyWhatItNames() {
    Service stored = service("web");

    assertThat(line.shows("service", "update", "web", "--env", "C=3")).isEqualTo(stored.getId() + "\n");

    UpdateServiceRequest request = (UpdateServiceRequest) line.control.changes.getLast();
    assertThat(request.getServiceVersion().getIndex()).isEqualTo(12);
    ServiceSpec.Builder expected = stored.getSpec().toBuilder();
    expected.getTaskBuilder().getContainerBuilder().clearEnv().addEnv("C=3");
    assertThat(request.getSpec()).isEqualTo(expected.build());
  }

  @Test
  void anUpdateWithoutAChangeIsRefusedForcedItIsNot() {
    service("web");

    assertThat(line.fails("no changes detected", "service", "update", "web")).startsWith("Usage:");
    line.shows("service", "update", "web", "--force");
    assertThat(((UpdateServiceRequest) line.control.changes.getLast()).getSpec().getTask().getForceUpdate()).isOne();
    line.shows("service", "update", "web", "--rollback");
    assertThat(((UpdateServiceRequest) line.control.changes.getLast()).getRollback())
        .isEqualTo(UpdateServiceRequest.Rollback.PREVIOUS);
  }

  @Test
  void scaleChangesTheReplicasOfSeveralServices() {
    service("a");
    service("b");

    assertThat(line.shows("service", "scale", "a=5", "b=0")).isEqualTo("a scaled to 5\nb scaled to 0\n");
    assertThat(line.control.changes).extracting(
        change -> ((UpdateServiceRequest) change).getSpec().getReplicated().getReplicas()).containsExactly(5L, 0L);
    line.fails("invalid scale specifier 'a', expected <service ID>=<replicas>", "service", "scale", "a");
  }

  private void task(String id, TaskState state, String error) {
    Task.Builder task = Task.newBuilder().setId(id).setServiceId("created-id").setDesiredState(TaskState.RUNNING);
    task.getStatusBuilder().setState(state).setErr(error);
    line.control.tasks.removeIf(other -> other.getId().equals(id));
    line.control.tasks.add(task.build());
  }

  @Test
  void waitingShowsProgressUntilAllRun() {
    task("t1", TaskState.PENDING, "no suitable node");
    int[] looks = {0};
    line.control.onListTasks = () -> {
      if (++looks[0] == 3) {
        task("t1", TaskState.RUNNING, "");
        task("t2", TaskState.RUNNING, "");
      }
    };

    assertThat(line.shows("service", "create", "--name", "web", "--image", "host", "--replicas", "2", "--wait"))
        .isEqualTo("created-id\n");
    assertThat(line.err.lines().toList()).startsWith("overall progress: 0 out of 2 tasks (PENDING: no suitable node)")
        .endsWith("overall progress: 2 out of 2 tasks", "verify: service web converged");
  }

  @Tag("control-56")
  @Test
  void waitingInVainEndsWithTheReason() {
    task("t1", TaskState.PENDING, "no suitable node");

    assertThat(line.run("service", "create", "--name", "web", "--image", "host", "--wait", "--timeout", "10s"))
        .isEqualTo(255);

    assertThat(line.err).endsWith("Error: service web did not converge within 10s: overall progress: 0 out of 1 tasks "
        + "(PENDING: no suitable node); see 'service ps web'\n");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "--name and --image are mandatory | service create --name x",
      "create command takes no arguments | service create x",
      "service ID missing | service inspect",
      "update command takes exactly 1 argument | service update a b",
      "unknown flag: --bogus | node ls --bogus",
      "unknown shorthand flag: 'b' in -bad | node ls -bad",
      "flag needs an argument: --label | service create --label",
      "unknown command \"frob\" for \"swarmctl\" | frob",
      "invalid argument \"-1\" for \"--replicas\" flag: strconv.ParseUint: parsing \"-1\": invalid syntax "
          + "| service create --replicas -1",
      "invalid argument \"foo\" for \"--update-delay\" flag: time: invalid duration \"foo\" "
          + "| service create --update-delay foo",
      "--replicas can only be specified in --mode replicated "
          + "| service create --name x --image y --mode global --replicas 2",
      "--max-concurrent can only be specified in --mode replicated-job "
          + "| service create --name x --image y --max-concurrent 2",
      "--mode must be replicated, global, replicated-job or global-job "
          + "| service create --name x --image y --mode jobs",
      "malformed label: x | service create --name x --image y --label x",
      "insufficient parameters in port configuration | service create --name x --image y --ports 80",
      "invalid protocol string: ip | service create --name x --image y --ports a:80/ip",
      "protocol mismatch | service create --name x --image y --ports a:80/udp:90",
      "invalid cpu: lots | service create --name x --image y --cpu-limit lots",
      "CPU value cannot have more than 9 decimal places: 0.1234567891 "
          + "| service create --name x --image y --cpu-limit 0.1234567891",
      "invalid argument for resource gpu | service create --name x --image y --generic-resources gpu=a",
      "bind format \"a\" not supported | service create --name x --image y --bind a",
      "volume format \"a:b\" not supported | service create --name x --image y --volume a:b",
      "unsupported flag | service create --name x --image y --tmpfs /t:what",
      "invalid ulimit argument: n | service create --name x --image y --ulimit n",
      "--update-on-failure value must be pause or continue | service create --name x --image y --update-on-failure x",
      "invalid restart condition: x | service create --name x --image y --restart-condition x",
      "network nowhere not found | service create --name x --image y --network nowhere",
      "--name is required | network create",
      "invalid CIDR address: x | network create --name n --subnet x",
      "node nobody not found | node inspect nobody",
      "missing node ID | node drain",
      "task ID missing | task rm",
      "--rotate-join-token flag must be followed by 'worker' or 'manager' | cluster update c --rotate-join-token all",
      "version command takes no arguments | version x"})
  @Tag("control-49")
  void wrongLinesAreToldWithTheUsage(String text, String typed) {
    assertThat(line.fails(text, typed.split(" "))).startsWith("Usage: swarmctl").endsWith("\n\n");
    assertThat(line.control.changes).isEmpty();
    assertThat(line.out).isEmpty();
  }

  @Tag("control-49")
  @Test
  void whatTheManagerRefusesIsToldWithoutUsage() {
    line.control.refusal = Status.ALREADY_EXISTS.withDescription("name conflicts with an existing object");

    assertThat(line.fails("name conflicts with an existing object", "service", "create", "--name", "x", "--image", "y"))
        .isEmpty();
  }

  @Test
  void groupsShowTheirHelp() {
    assertThat(line.shows("node")).contains("drain");
    assertThat(line.shows("node", "frob")).contains("drain");
    assertThat(line.shows("service", "create", "--help")).contains("--replicas");
    assertThat(line.shows("help", "network")).contains("inspect");
  }

  @Tag("control-53")
  @Test
  void theSocketIsTheLastOneNamedElseTheVariablesElseTheUsual() {
    line.shows("node", "ls");
    assertThat(line.connectedTo).isEqualTo("/var/run/swarmd.sock");
    line.environment.put("SWARM_SOCKET", "/tmp/from-variable");
    assertThat(line.shows("node", "ls", "--help")).contains("/tmp/from-variable");
    line.shows("node", "ls");
    assertThat(line.connectedTo).isEqualTo("/tmp/from-variable");
    line.shows("-s", "/one", "node", "ls", "--socket", "/two");
    assertThat(line.connectedTo).isEqualTo("/two");
  }

  private void node(Availability availability) {
    Node.Builder node = Node.newBuilder().setId("node-id");
    node.getMetaBuilder().getVersionBuilder().setIndex(4);
    node.getDescriptionBuilder().setHostname("vm");
    node.getSpecBuilder().setAvailability(availability);
    line.control.nodes.add(node.build());
  }

  @Test
  void nodesAreChangedByVerbs() {
    node(Availability.ACTIVE);

    assertThat(line.shows("node", "drain", "vm")).isEmpty();
    assertThat(((UpdateNodeRequest) line.control.changes.getLast()).getSpec().getAvailability())
        .isEqualTo(Availability.DRAIN);
    line.fails("Node vm is already active", "node", "activate", "vm");
    line.fails("No change for node vm", "node", "update", "vm");
    line.shows("node", "update", "vm", "--label", "a=1,b= two ");
    assertThat(((UpdateNodeRequest) line.control.changes.getLast()).getSpec().getAnnotations().getLabelsMap())
        .containsEntry("b", "two");
    line.fails("Node node-id is already a worker", "node", "demote", "node-id");
  }

  @Test
  void objectsAreFoundByTheStartOfTheirIdToo() {
    node(Availability.ACTIVE);
    line.shows("node", "pause", "node-");
    assertThat(((UpdateNodeRequest) line.control.changes.getLast()).getNodeId()).isEqualTo("node-id");
  }

  @Test
  void addressesOfANetworkFindTheirSubnet() {
    line.shows("network", "create", "--name", "n", "--subnet", "10.1.0.0/16,10.2.0.0/16", "--gateway", "10.2.0.1",
        "--ip-range", "10.1.5.0/24", "--driver", "overlay", "--opts", "a=b");

    CreateNetworkRequest request = (CreateNetworkRequest) line.control.changes.getLast();
    assertThat(request.getSpec().getIpam().getConfigs(0).getRange()).isEqualTo("10.1.5.0/24");
    assertThat(request.getSpec().getIpam().getConfigs(1).getGateway()).isEqualTo("10.2.0.1");
    assertThat(request.getSpec().getDriverConfig().getOptionsMap()).containsEntry("a", "b");
  }

  @Test
  void theClusterIsUpdatedByFlags() {
    Cluster.Builder cluster = Cluster.newBuilder().setId("cluster-id");
    cluster.getSpecBuilder().getAnnotationsBuilder().setName("default");
    cluster.getSpecBuilder().getTaskDefaultsBuilder().getLogDriverBuilder().setName("json-file");
    line.control.clusters.add(cluster.build());

    assertThat(line.shows("cluster", "update", "default", "--taskhistory", "3", "--certexpiry", "48h",
        "--rotate-join-token", "Worker")).isEqualTo("cluster-id\n");

    UpdateClusterRequest request = (UpdateClusterRequest) line.control.changes.getLast();
    assertThat(request.getSpec().getOrchestration().getTaskHistoryRetentionLimit()).isEqualTo(3);
    assertThat(request.getSpec().getCaConfig().getNodeCertExpiry().getSeconds()).isEqualTo(48 * 3600);
    assertThat(request.getRotation().getWorkerJoinToken()).isTrue();
    assertThat(request.getRotation().getManagerJoinToken()).isFalse();
    assertThat(request.getSpec().getTaskDefaults().getLogDriver().getName()).isEqualTo("json-file");
  }

  @Test
  void severalObjectsAreRemovedAtOnce() {
    service("a");
    service("b");

    assertThat(line.shows("svc", "rm", "a", "b")).isEqualTo("a\nb\n");
    assertThat(line.control.changes).hasSize(2);
  }
}
