package io.swarmd.swarmd.leave;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.authorization.Authorization;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.ControlSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket in a node's state directory, by which its own machine asks it to leave. Every node has it for as long as it
 * runs, while the control socket is a manager's and goes with it.
 */
public final class NodeSocket implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(NodeSocket.class);
  private static final String NAME = "node.sock";

  private final Optional<ControlSocket> socket;

  private NodeSocket(Optional<ControlSocket> socket) {
    this.socket = socket;
  }

  /** Serves; a path that is too long for a socket is told, and the node goes on without. */
  public static NodeSocket open(Path stateDirectory, NodeIdentity identity, Departure departure) {
    try {
      return new NodeSocket(Optional.of(ControlSocket.open(in(stateDirectory), identity,
          Authorization.controlSocket(() -> identity.current().asLocalCaller()),
          List.of(new DepartureService(departure)))));
    } catch (IdentityException unusable) {
      log.warn("'swarmd leave' cannot reach this node while it runs: {}", unusable.getMessage());
      return new NodeSocket(Optional.empty());
    }
  }

  static Path in(Path stateDirectory) {
    return stateDirectory.resolve(NAME);
  }

  @Override
  public void close() {
    socket.ifPresent(ControlSocket::close);
  }
}
