package io.swarmd.controlapi.attachment;

import io.grpc.Status;
import io.swarmd.api.AttachNetworkRequest;
import io.swarmd.api.AttachNetworkResponse;
import io.swarmd.api.DetachNetworkRequest;
import io.swarmd.api.DetachNetworkResponse;
import io.swarmd.api.Network;
import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.NetworkAttachmentSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.loop.Environment;
import io.swarmd.model.address.IpAddress;
import io.swarmd.model.address.Subnet;
import io.swarmd.model.id.ObjectId;
import io.swarmd.model.time.WireTime;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.util.Optional;
import java.util.function.Function;

/**
 * Attaching and detaching. An attachment is a task on the caller's node, without a service, that runs nothing: it goes
 * through allocation and scheduling like others, and what its node waits for is the address on it. Each call checks its
 * request and gives the rule that answers it.
 */
public final class NetworkAttachments {

  private static final String CREATED = "created";

  private final Environment environment;

  public NetworkAttachments(Environment environment) {
    this.environment = environment;
  }

  /** @param nodeId the caller */
  public Function<Transaction, AttachNetworkResponse> attach(String nodeId, AttachNetworkRequest request) {
    String target = request.getConfig().getTarget();
    Refusal.unlessGiven(target);
    request.getConfig().getAddressesList().forEach(NetworkAttachments::checkAddress);
    String taskId = ObjectId.next(environment.random());
    return tx -> {
      Network network = find(tx, target).orElseThrow(() -> Refusal.notFound("network", target));
      if (!network.getSpec().getAttachable()) {
        throw Refusal.of(Status.PERMISSION_DENIED, "network " + target + " not manually attachable");
      }
      if (tx.get(Table.NODE, nodeId).isEmpty()) {
        throw Refusal.notFound("node", nodeId);
      }
      tx.create(Table.TASK, task(taskId, nodeId, network.getId(), request));
      return AttachNetworkResponse.newBuilder().setAttachmentId(taskId).build();
    };
  }

  /** @param nodeId the caller, who may detach only what is attached on it */
  public Function<Transaction, DetachNetworkResponse> detach(String nodeId, DetachNetworkRequest request) {
    String id = request.getAttachmentId();
    Refusal.unlessGiven(id);
    return tx -> {
      Task task = tx.get(Table.TASK, id).filter(found -> found.getSpec().hasAttachment())
          .orElseThrow(() -> Refusal.notFound("attachment", id));
      if (!task.getNodeId().equals(nodeId)) {
        throw Refusal.of(Status.PERMISSION_DENIED, "attachment " + id + " doesn't belong to this node");
      }
      tx.delete(Table.TASK, id);
      return DetachNetworkResponse.getDefaultInstance();
    };
  }

  private static Optional<Network> find(StoreView view, String idOrName) {
    return view.get(Table.NETWORK, idOrName)
        .or(() -> view.byName(Table.NETWORK, idOrName).stream().findFirst());
  }

  private static void checkAddress(String address) {
    if (IpAddress.parse(address).or(() -> Subnet.parseAddress(address)).isEmpty()) {
      throw Refusal.invalidArgument("invalid address " + address + ": give one as 10.0.1.7 or 10.0.1.7/24");
    }
  }

  private Task task(String id, String nodeId, String networkId, AttachNetworkRequest request) {
    return Task.newBuilder()
        .setId(id)
        .setNodeId(nodeId)
        .setSpec(TaskSpec.newBuilder()
            .setAttachment(NetworkAttachmentSpec.newBuilder().setContainerId(request.getContainerId()))
            .addNetworks(NetworkAttachmentConfig.newBuilder().setTarget(networkId)
                .addAllAddresses(request.getConfig().getAddressesList())))
        .setStatus(TaskStatus.newBuilder().setState(TaskState.NEW)
            .setTimestamp(WireTime.timestamp(environment.now())).setMessage(CREATED))
        .setDesiredState(TaskState.RUNNING)
        .build();
  }
}
