package io.swarmd.swarmd;

import io.grpc.ManagedChannel;
import io.swarmd.agent.dispatch.DispatcherClient;
import io.swarmd.agent.dispatch.DispatcherConnections;
import io.swarmd.agent.dispatch.GrpcDispatcherClient;
import io.swarmd.identity.remote.KnownManager;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.ControlSocket;
import io.swarmd.identity.transport.NodeChannels;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The agent's way to a manager: this node's own where it runs one, else one of those known, by their weights. */
final class AgentConnections implements DispatcherConnections {

  private final NodeIdentity identity;
  private final KnownManagers managers;
  private final Supplier<Optional<Path>> ownControlSocket;

  /** @param ownControlSocket the control socket of this node's manager, while it runs one */
  AgentConnections(NodeIdentity identity, KnownManagers managers, Supplier<Optional<Path>> ownControlSocket) {
    this.identity = identity;
    this.managers = managers;
    this.ownControlSocket = ownControlSocket;
  }

  @Override
  public DispatcherClient connect(Executor callbacks) {
    return ownControlSocket.get().map(path -> local(path, callbacks)).orElseGet(() -> remote(callbacks));
  }

  private static DispatcherClient local(Path path, Executor callbacks) {
    ManagedChannel channel = ControlSocket.channel(path).build();
    return new GrpcDispatcherClient(channel, callbacks, succeeded -> channel.shutdownNow());
  }

  private DispatcherClient remote(Executor callbacks) {
    KnownManager manager = managers.select(Set.of());
    ManagedChannel channel = NodeChannels.toManager(identity, manager.address()).build();
    return new GrpcDispatcherClient(channel, callbacks, succeeded -> {
      if (succeeded) {
        managers.succeeded(manager);
      } else {
        managers.failed(manager);
      }
      channel.shutdownNow();
    });
  }
}
