package io.swarmd.agent;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.swarmd.api.Node;
import io.swarmd.api.WeightedPeer;
import java.util.List;
import java.util.Optional;

/** What the node around the agent learns from it. Called on the agent's session loop; must not block. */
public interface AgentListener {

  /** Hears nothing. */
  AgentListener NONE = new AgentListener() {};

  /**
   * The managers there are, each with an address: observe each with its weight, forget every other. Never empty.
   */
  default void managers(List<WeightedPeer> managers) {}

  /**
   * The node object or the cluster's root certificates have changed; both in one call when one message brought both.
   * The node carries the desired role, the certificate's state and the data path port.
   */
  default void changed(Optional<Node> node, Optional<ByteString> rootCa) {}

  /** The node is in session with a manager. */
  default void registered() {}

  /** The session is lost, or could not be opened; the agent tries again by itself. */
  default void sessionLost(Status failure) {}

  /** A session was lost: a failure given back ends the agent. */
  default Optional<RuntimeException> sessionClosed(Status failure) {
    return Optional.empty();
  }

  /** The agent has ended by itself and does nothing more; its tasks go on. */
  default void ended(RuntimeException failure) {}
}
