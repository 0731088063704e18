package io.swarmd.swarmd;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.swarmd.agent.AgentListener;
import io.swarmd.api.IssuanceStatus;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.WeightedPeer;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.Role;
import io.swarmd.identity.join.TrustedRoots;
import io.swarmd.identity.remote.KnownManager;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.loop.Environment;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node does with what its agent hears from the managers. */
final class NodeNewsReader implements AgentListener {

  private static final Logger log = LoggerFactory.getLogger(NodeNewsReader.class);

  private static final String REMOVED = " was removed from swarm";

  private final Environment environment;
  private final TrustedRoots roots;
  private final KnownManagers managers;
  private final Consumer<Optional<Role>> renewal;
  private final Consumer<String> fatal;
  private final NodeIdentity identity;
  private Role wanted;
  private Role reconciled;
  private boolean toldOfRemoval;

  /**
   * @param renewal asks for a new certificate, of a role
   * @param fatal told why the agent has ended by itself
   */
  NodeNewsReader(Environment environment, NodeIdentity identity, TrustedRoots roots, KnownManagers managers,
      Consumer<Optional<Role>> renewal, Consumer<String> fatal) {
    this.environment = environment;
    this.identity = identity;
    this.roots = roots;
    this.managers = managers;
    this.renewal = renewal;
    this.fatal = fatal;
    this.wanted = identity.current().role();
    this.reconciled = wanted;
  }

  @Override
  public void managers(List<WeightedPeer> told) {
    managers.learn(told.stream()
        .map(peer -> new KnownManager(peer.getPeer().getNodeId(), peer.getPeer().getAddr())).toList());
  }

  @Override
  public void changed(Optional<Node> node, Optional<ByteString> rootCa) {
    rootCa.ifPresent(this::trust);
    node.ifPresent(this::renewWhenAsked);
  }

  private void trust(ByteString bundle) {
    try {
      roots.adopt(bundle.toByteArray(), environment.now());
    } catch (IdentityException refused) {
      log.warn("the managers' root certificates are not taken over: {}", refused.getMessage());
    }
  }

  /**
   * A changed desired role, or the managers' request, makes a new certificate (identity sheet, 9.5 and 9.6). One asked
   * for before the managers had taken the role over was still of the old role; then it is asked for again at once.
   */
  private void renewWhenAsked(Node node) {
    Role desired = roleOf(node.getSpec().getDesiredRole());
    Role now = roleOf(node.getRole());
    boolean asked = node.getCertificate().getStatus().getState() == IssuanceStatus.State.ROTATE;
    boolean takenOver = now != reconciled && now == desired && identity.current().role() != desired;
    if (desired != wanted || asked || takenOver) {
      renewal.accept(Optional.of(desired));
    }
    wanted = desired;
    reconciled = now;
  }

  private static Role roleOf(NodeRole role) {
    return role == NodeRole.MANAGER ? Role.MANAGER : Role.WORKER;
  }

  /** A removed node is never let in again, and says so once; its tasks go on until it is stopped (sheet, 8.3). */
  @Override
  public void sessionLost(Status failure) {
    String text = failure.getDescription();
    if (!toldOfRemoval && text != null && text.endsWith("node " + identity.current().nodeId() + REMOVED)) {
      toldOfRemoval = true;
      log.error("this node was removed from its swarm: stop it, empty its state directory and join again");
    }
  }

  @Override
  public void ended(RuntimeException failure) {
    fatal.accept(FailureText.of(failure));
  }
}
