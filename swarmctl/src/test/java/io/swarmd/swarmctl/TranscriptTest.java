package io.swarmd.swarmctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.swarmd.api.Cluster;
import io.swarmd.api.IPAMConfig;
import io.swarmd.api.Mount;
import io.swarmd.api.Network;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.PortConfig;
import io.swarmd.api.RaftMemberStatus.Reachability;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What users read, against the transcripts of the control sheet, section 18. A bar ends lines that end in blanks. */
@Tag("control-48")
class TranscriptTest {

  private static final String NODE_ID = "6a9cc7gxhas7znl3poebddldi";
  private static final String SERVICE_ID = "s7jzlymei6pgpqte23xq3cjt3";
  private static final String TASK_ID = "wnew7a3irtob3fe4abt0bld93";

  private final CommandLineFixture line = new CommandLineFixture();

  @AfterEach
  void close() {
    line.close();
  }

  private static String transcript(String text) {
    return text.replace("|\n", "\n");
  }

  @BeforeEach
  void cluster() {
    Node.Builder node = Node.newBuilder().setId(NODE_ID).setRole(NodeRole.MANAGER);
    node.getSpecBuilder().setDesiredRole(NodeRole.MANAGER).setMembership(NodeSpec.Membership.ACCEPTED)
        .getAnnotationsBuilder().putLabels("zz", "two").putLabels("zsheet", "1");
    node.getStatusBuilder().setState(NodeStatus.State.READY).setAddr("127.0.0.1");
    node.getManagerStatusBuilder().setAddr("127.0.0.1:2377").setLeader(true).setReachability(Reachability.REACHABLE);
    node.getDescriptionBuilder().setHostname("vm").getPlatformBuilder().setOs("linux").setArchitecture("x86_64");
    node.getDescriptionBuilder().getResourcesBuilder().setNanoCpus(2_000_000_000L).setMemoryBytes(25_000_000_000L);
    node.getDescriptionBuilder().getEngineBuilder().setEngineVersion("20.10.24+dfsg1");
    for (String plugin : new String[] {"Network bridge", "Network overlay", "Log json-file"}) {
      node.getDescriptionBuilder().getEngineBuilder().addPluginsBuilder().setType(plugin.split(" ")[0])
          .setName(plugin.split(" ")[1]);
    }
    line.control.nodes.add(node.build());
    line.control.services.add(service().build());
    line.control.tasks.add(task().build());
  }

  private Service.Builder service() {
    Service.Builder service = Service.newBuilder().setId(SERVICE_ID);
    service.getSpecBuilder().getAnnotationsBuilder().setName("sheet1").putLabels("team", "x");
    service.getSpecBuilder().getReplicatedBuilder().setReplicas(1);
    service.getSpecBuilder().getTaskBuilder().addNetworksBuilder().setTarget("3ieghvtuoyxrl7n31ur2i1hhl");
    service.getSpecBuilder().getTaskBuilder().getPlacementBuilder().addConstraints("node.role==manager");
    service.getSpecBuilder().getTaskBuilder().getResourcesBuilder().getReservationsBuilder()
        .setNanoCpus(250_000_000).setMemoryBytes(32 << 20);
    service.getSpecBuilder().getTaskBuilder().getResourcesBuilder().getLimitsBuilder().setMemoryBytes(64 << 20);
    service.getSpecBuilder().getTaskBuilder().getLogDriverBuilder().setName("json-file").putOptions("max-size", "1m");
    service.getSpecBuilder().getTaskBuilder().getContainerBuilder().setImage("busybox:latest")
        .addArgs("sh").addArgs("-c").addArgs("echo hello; echo oops >&2; sleep 1000").addEnv("A=1").addEnv("B=2")
        .addMountsBuilder().setType(Mount.Type.BIND).setSource("/tmp").setTarget("/mnt");
    service.getEndpointBuilder().addPortsBuilder().setName("http").setTargetPort(80).setPublishedPort(8099)
        .setPublishMode(PortConfig.PublishMode.HOST);
    return service;
  }

  private Task.Builder task() {
    Task.Builder task = Task.newBuilder().setId(TASK_ID).setServiceId(SERVICE_ID).setSlot(1).setNodeId(NODE_ID)
        .setDesiredState(TaskState.RUNNING).setSpec(service().getSpec().getTask());
    task.getServiceAnnotationsBuilder().setName("sheet1");
    task.getStatusBuilder().setState(TaskState.RUNNING).setMessage("started")
        .setTimestamp(line.ago(Duration.ofSeconds(6)));
    task.getStatusBuilder().getContainerBuilder().setContainerId("fe8dc50e20b5").setPid(27767);
    task.getStatusBuilder().getPortStatusBuilder().addPortsBuilder().setTargetPort(80).setPublishedPort(8099);
    return task;
  }

  @Test
  void nodeList() {
    assertThat(line.shows("node", "ls")).isEqualTo("""
        ID                         Name  Membership  Status  Availability  Manager Status
        --                         ----  ----------  ------  ------------  --------------
        6a9cc7gxhas7znl3poebddldi  vm    ACCEPTED    READY   ACTIVE        REACHABLE *
        """);
    assertThat(line.shows("node", "ls", "-q")).isEqualTo(NODE_ID + "\n");
  }

  @Test
  void nodeDetails() {
    assertThat(line.shows("node", "inspect", "vm")).isEqualTo(transcript("""
        ID                          : 6a9cc7gxhas7znl3poebddldi
        Hostname                    : vm
        Node Labels                 : zsheet=1 zz=two
        Status:                     |
          State                     : READY
          Availability              : ACTIVE
          Address                   : 127.0.0.1
        Manager status:             |
          Address                   : 127.0.0.1:2377
          Raft status               : REACHABLE
          Leader                    : yes
        Platform:                   |
          Operating System          : linux
          Architecture              : x86_64
        Resources:                  |
          CPUs                      : 2
          Memory                    : 23 GiB
          Generic Resources:        |
        Plugins:                    |
          Log                       : [json-file]
          Network                   : [bridge overlay]
        Engine Version              : 20.10.24+dfsg1

        Task ID                      Service    Slot    Image             Desired State    Last State               Node
        -------                      -------    ----    -----             -------------    ----------               ----
        wnew7a3irtob3fe4abt0bld93    sheet1     1       busybox:latest    RUNNING          RUNNING 6 seconds ago    vm
        """));
  }

  @Test
  void serviceDetails() {
    assertThat(line.shows("service", "inspect", "sheet1")).isEqualTo(transcript("""
        ID                       : s7jzlymei6pgpqte23xq3cjt3
        Name                     : sheet1
        Labels                   |
          team                   : x
        Replicas                 : 1/1
        Template                 |
         Container               |
          Image                  : busybox:latest
          Args                   : [sh, -c, echo hello; echo oops >&2; sleep 1000]
          Env                    : [A=1, B=2]
          Constraints            : node.role==manager
          Resources              |
            Reservations:        |
              CPU                : 0.25
              Memory             : 32 MiB
            Limits:              |
              Memory             : 64 MiB
          Networks: 3ieghvtuoyxrl7n31ur2i1hhl
        Ports:
            - Name             = http
              Protocol         = TCP
              Port             = 80
              SwarmPort        = 8099
          Mounts:
            - target = /mnt
              source = /tmp
              readonly = false
              type = bind
          LogDriver         : json-file
            max-size        : 1m

        Task ID                      Service    Slot    Image             Desired State    Last State               Node
        -------                      -------    ----    -----             -------------    ----------               ----
        wnew7a3irtob3fe4abt0bld93    sheet1     1       busybox:latest    RUNNING          RUNNING 6 seconds ago    vm
        """));
  }

  @Test
  void updateStatusIsPartOfTheDetails() {
    Service.Builder updated = service();
    updated.getUpdateStatusBuilder().setState(UpdateStatus.UpdateState.PAUSED).setMessage("update paused")
        .setStartedAt(line.ago(Duration.ofSeconds(8)));
    line.control.services.set(0, updated.build());

    assertThat(line.shows("service", "inspect", SERVICE_ID)).contains(transcript("""
        Update Status            |
         State                   : PAUSED
         Started                 : 8 seconds ago
         Message                 : update paused
        """));
  }

  @Test
  void serviceList() {
    Service.Builder global = Service.newBuilder().setId("r82ngeizh5f15zi3m4d3xfz2h");
    global.getSpecBuilder().getAnnotationsBuilder().setName("sheet2");
    global.getSpecBuilder().getGlobalBuilder();
    global.getSpecBuilder().getTaskBuilder().getContainerBuilder().setImage("busybox:latest");
    line.control.services.add(0, global.build());

    assertThat(line.shows("service", "ls")).isEqualTo("""
        ID                         Name    Image           Replicas
        --                         ----    -----           --------
        r82ngeizh5f15zi3m4d3xfz2h  sheet2  busybox:latest  global
        s7jzlymei6pgpqte23xq3cjt3  sheet1  busybox:latest  1/1
        """);
  }

  @Test
  void tasksOnNodesThatAreDownDoNotCountInTheList() {
    Node.Builder down = line.control.nodes.getFirst().toBuilder();
    down.getStatusBuilder().setState(NodeStatus.State.DOWN);
    line.control.nodes.set(0, down.build());

    assertThat(line.shows("service", "ls")).endsWith("busybox:latest  0/1\n");
    assertThat(line.shows("service", "inspect", "sheet1")).contains(": 1/1\n");
  }

  @Test
  void taskListAndDetails() {
    assertThat(line.shows("task", "ls")).isEqualTo("""
        ID                         Service   Desired State  Last State             Node
        --                         -------   -------------  ----------             ----
        wnew7a3irtob3fe4abt0bld93  sheet1.1  RUNNING        RUNNING 6 seconds ago  vm
        """);
    assertThat(line.shows("task", "inspect", TASK_ID)).isEqualTo(transcript("""
        ID                     : wnew7a3irtob3fe4abt0bld93
        Slot                   : 1
        Service                : sheet1
        Status                 |
          Desired State        : RUNNING
          Last State           : RUNNING
          Timestamp            : 2026-11-21T03:11:54Z
          Message              : started
          ContainerID:         : fe8dc50e20b5
          Pid                  : 27767
        Ports                  : 0.0.0.0:8099->80/tcp
        Node                   : vm
        Spec                   |
          Image                : busybox:latest
          Args                 : [sh, -c, echo hello; echo oops >&2; sleep 1000]
          Env                  : [A=1, B=2]

        ===> Task Parents
        Task ID                      Service    Slot    Image             Desired State    Last State               Node
        -------                      -------    ----    -----             -------------    ----------               ----
        wnew7a3irtob3fe4abt0bld93    sheet1     1       busybox:latest    RUNNING          RUNNING 6 seconds ago    vm
        """));
    assertThat(line.shows("-n", "task", "ls")).endsWith(NODE_ID + "\n");
  }

  @Test
  void networkDetails() {
    Network.Builder network = Network.newBuilder().setId("3ieghvtuoyxrl7n31ur2i1hhl");
    network.getSpecBuilder().getAnnotationsBuilder().setName("sheetnet");
    network.getDriverStateBuilder().setName("overlay")
        .putOptions("com.docker.network.driver.overlay.vxlanid_list", "4099");
    network.getIpamBuilder().getDriverBuilder().setName("default");
    network.getIpamBuilder().addConfigsBuilder().setFamily(IPAMConfig.AddressFamily.IPV4).setSubnet("10.0.2.0/24")
        .setGateway("10.0.2.1");
    line.control.networks.add(network.build());

    assertThat(line.shows("network", "inspect", "sheetnet")).isEqualTo(transcript("""
        ID                   : 3ieghvtuoyxrl7n31ur2i1hhl
        Name                 : sheetnet
        Spec:                |
          IPv6Enabled        : false
          Internal           : false
        Driver:              |
          Name               : overlay
          Options:           |
            com.docker.network.driver.overlay.vxlanid_list = 4099
        IPAM:                 |
          Driver:             |
            Name              : default
          IPAM Config:        |
            Family            : IPV4
            Subnet            : 10.0.2.0/24
            Gateway           : 10.0.2.1
        """));
  }

  @Tag("control-50")
  @Test
  void aNetworkThatIsNotAllocatedYetHasNoDriver() {
    Network.Builder network = Network.newBuilder().setId("3ieghvtuoyxrl7n31ur2i1hhl");
    network.getSpecBuilder().getAnnotationsBuilder().setName("new");
    line.control.networks.add(network.build());

    assertThat(line.shows("network", "ls")).isEqualTo("""
        ID                         Name  Driver
        --                         ----  ------
        3ieghvtuoyxrl7n31ur2i1hhl  new   \n""");
  }

  @Test
  void clusterDetails() {
    Cluster.Builder cluster = Cluster.newBuilder().setId("whpdmt478pl7t9fb3a1mty379");
    cluster.getSpecBuilder().getAnnotationsBuilder().setName("default");
    cluster.getSpecBuilder().getOrchestrationBuilder().setTaskHistoryRetentionLimit(3);
    cluster.getSpecBuilder().getDispatcherBuilder().getHeartbeatPeriodBuilder().setSeconds(10);
    cluster.getSpecBuilder().getCaConfigBuilder().getNodeCertExpiryBuilder().setSeconds(48 * 3600);
    cluster.getSpecBuilder().getCaConfigBuilder().addExternalCasBuilder().setUrl("https://ca.example:1/x");
    cluster.getSpecBuilder().getTaskDefaultsBuilder().getLogDriverBuilder().setName("json-file")
        .putOptions("max-size", "1m").putOptions("foo", "");
    cluster.getRootCaBuilder().getJoinTokensBuilder().setWorker("SWMTKN-1-w").setManager("SWMTKN-1-m");
    line.control.clusters.add(cluster.build());

    assertThat(line.shows("cluster", "inspect", "default")).isEqualTo(transcript("""
        ID          : whpdmt478pl7t9fb3a1mty379
        Name        : default
        Orchestration settings:
          Task history entries: 3
        Dispatcher settings:
          Dispatcher heartbeat period: 10s
        Certificate Authority settings:
          Certificate Validity Duration: 48h0m0s
          External CAs:
            CFSSL: https://ca.example:1/x
          Join Tokens:
            Worker: SWMTKN-1-w
            Manager: SWMTKN-1-m
        Default Log Driver        : json-file
          foo                     |
          max-size                : 1m
        """));
  }

  @Test
  void serviceTasksWithTheirHistory() {
    Task.Builder failed = task().setId("bh6f0bxfw4l1g65qqnqthjtnk").setDesiredState(TaskState.SHUTDOWN);
    failed.getStatusBuilder().setState(TaskState.FAILED).setErr("task: non-zero exit (1)").clearPortStatus();
    line.control.tasks.set(0, task().setMeta(io.swarmd.api.Meta.newBuilder()
        .setCreatedAt(Timestamp.newBuilder().setSeconds(5))).build());
    line.control.tasks.add(failed.build());

    assertThat(line.shows("service", "ps", "sheet1").lines().map(String::stripTrailing)).containsExactly(
        "ID                         Name          Image           Node  Desired State  Current State          Error"
            + "                      Ports",
        "--                         ----          -----           ----  -------------  -------------          -----"
            + "                      -----",
        "wnew7a3irtob3fe4abt0bld93  sheet1.1      busybox:latest  vm    Running        Running 6 seconds ago       "
            + "                      *:8099->80/tcp",
        "bh6f0bxfw4l1g65qqnqthjtnk   \\_ sheet1.1  busybox:latest  vm    Shutdown       Failed 6 seconds ago   "
            + "\"task: non-zero exit (1)\"");
  }

  @Test
  void jsonForPrograms() {
    assertThat(line.shows("node", "ls", "--format", "json")).startsWith("[{").contains("\"hostname\": \"vm\"");
    assertThat(line.shows("service", "inspect", "sheet1", "--format=json")).contains("\"name\": \"sheet1\"");
  }
}
