package io.swarmd.dispatcher;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.swarmd.api.Annotations;
import io.swarmd.api.Cluster;
import io.swarmd.api.ClusterSpec;
import io.swarmd.api.Config;
import io.swarmd.api.ConfigReference;
import io.swarmd.api.ConfigSpec;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.DispatcherConfig;
import io.swarmd.api.EncryptionKey;
import io.swarmd.api.Node;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.RootCA;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretReference;
import io.swarmd.api.SecretSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import java.util.List;
import java.util.stream.LongStream;

/** Small objects for the dispatcher's tests. */
public final class Samples {

  private Samples() {}

  public static Cluster cluster(java.time.Duration heartbeat) {
    return Cluster.newBuilder().setId("cluster-1")
        .setSpec(ClusterSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName("default"))
            .setDispatcher(DispatcherConfig.newBuilder().setHeartbeatPeriod(Duration.newBuilder()
                .setSeconds(heartbeat.getSeconds()).setNanos(heartbeat.getNano()))))
        .setRootCa(RootCA.newBuilder().setCaCert(ByteString.copyFromUtf8("root-1")))
        .addAllNetworkBootstrapKeys(keys(1, 3))
        .build();
  }

  /** Keys of one subsystem with lamport times from the first on. */
  public static List<EncryptionKey> keys(long first, int count) {
    return LongStream.range(first, first + count)
        .mapToObj(time -> EncryptionKey.newBuilder().setSubsystem("networking:gossip").setLamportTime(time).build())
        .toList();
  }

  public static Node node(String id, NodeStatus.State state) {
    return Node.newBuilder().setId(id).setStatus(NodeStatus.newBuilder().setState(state)).build();
  }

  public static NodeDescription host(String name) {
    return NodeDescription.newBuilder().setHostname(name).build();
  }

  public static Task task(String id, String nodeId, TaskState state) {
    return Task.newBuilder().setId(id).setNodeId(nodeId).setServiceId("service-1").setSlot(1)
        .setSpec(TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage("host")))
        .setStatus(status(state)).setDesiredState(TaskState.RUNNING).build();
  }

  public static TaskStatus status(TaskState state) {
    return TaskStatus.newBuilder().setState(state).setMessage(state.name().toLowerCase()).build();
  }

  public static Task in(Task task, TaskState state) {
    return task.toBuilder().setStatus(status(state)).build();
  }

  public static Task using(Task task, List<String> secrets, List<String> configs) {
    Task.Builder next = task.toBuilder();
    ContainerSpec.Builder container = next.getSpecBuilder().getContainerBuilder();
    secrets.forEach(id -> container.addSecrets(SecretReference.newBuilder().setSecretId(id)));
    configs.forEach(id -> container.addConfigs(ConfigReference.newBuilder().setConfigId(id)));
    return next.build();
  }

  public static Secret secret(String id) {
    return Secret.newBuilder().setId(id).setSpec(SecretSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName(id)).setData(ByteString.copyFromUtf8("s"))).build();
  }

  public static Config config(String id) {
    return Config.newBuilder().setId(id).setSpec(ConfigSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName(id)).setData(ByteString.copyFromUtf8("c"))).build();
  }
}
