package io.swarmd.agent.dispatch;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.swarmd.identity.remote.KnownManager;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.NodeChannels;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The connections of a real node: to its own manager while it runs one, else to one of the known managers, drawn by
 * their weights. A remote connection belongs to one session and counts for or against its manager at the end; the local
 * one stays open and counts for nothing (dispatch sheet, 3.3).
 */
public final class ManagerConnections implements DispatcherConnections {

  private final Supplier<Optional<Channel>> local;
  private final KnownManagers managers;
  private final Function<String, ManagedChannel> remote;

  /**
   * @param local a channel to this node's own manager while there is one; asked at each session
   * @param remote opens a channel to an address
   */
  public ManagerConnections(
      Supplier<Optional<Channel>> local, KnownManagers managers, Function<String, ManagedChannel> remote) {
    this.local = local;
    this.managers = managers;
    this.remote = remote;
  }

  /** Remote connections by mutual TLS with this node's certificate. */
  public static ManagerConnections of(
      Supplier<Optional<Channel>> local, KnownManagers managers, NodeIdentity identity) {
    return new ManagerConnections(
        local, managers, address -> NodeChannels.toManager(identity, address).build());
  }

  @Override
  public DispatcherClient connect(Executor callbacks) {
    Optional<Channel> own = local.get();
    if (own.isPresent()) {
      return new GrpcDispatcherClient(own.get(), callbacks, succeeded -> { });
    }
    KnownManager chosen = managers.select(Set.of());
    ManagedChannel channel = remote.apply(chosen.address());
    return new GrpcDispatcherClient(channel, callbacks, succeeded -> {
      channel.shutdownNow();
      if (succeeded) {
        managers.succeeded(chosen);
      } else {
        managers.failed(chosen);
      }
    });
  }
}
