package io.swarmd.swarmd;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.HealthCheckRequest;
import io.swarmd.api.HealthGrpc;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.remote.KnownManager;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.NodeChannels;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a copied state directory from running beside its original. Two processes that are one Raft member could both
 * vote in one term, and so make two leaders; therefore a manager looks, before it takes part, whether its own identity
 * answers already where it will be or was last known to be. A manager that was moved finds nobody there.
 *
 * @param identity of the manager that starts
 */
record SecondOfMember(NodeIdentity identity) {

  private static final long PATIENCE_SECONDS = 2;

  /**
   * Looks at all addresses this manager has had, as far as they are known here.
   *
   * @param remembered the managers as last told by the cluster
   * @param advertised where this manager is to be found from now on
   * @throws IdentityException with one line, when a process of this identity answers at one of them
   */
  void refuse(List<KnownManager> remembered, String advertised) {
    String self = identity.current().nodeId();
    TreeSet<String> addresses = new TreeSet<>(List.of(advertised));
    remembered.stream().filter(manager -> manager.nodeId().equals(self)).map(KnownManager::address)
        .forEach(addresses::add);
    addresses.stream().filter(address -> answers(self, address)).findFirst().ifPresent(taken -> {
      throw new IdentityException("node " + self + " runs already, at " + taken + ": two managers with one identity, "
          + "perhaps a copied state directory, would harm the quorum; stop that one, or empty this state directory and "
          + "join again");
    });
  }

  /** Only a process that holds this node's key can complete the handshake, whatever it says then. */
  private boolean answers(String self, String address) {
    ManagedChannel channel = NodeChannels.toNode(identity, self, address).build();
    try {
      HealthGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .check(HealthCheckRequest.newBuilder().setService("Raft").build());
      return true;
    } catch (StatusRuntimeException refused) {
      Status.Code code = refused.getStatus().getCode();
      return code != Status.Code.UNAVAILABLE && code != Status.Code.DEADLINE_EXCEEDED;
    } finally {
      channel.shutdownNow();
    }
  }
}
