package io.swarmd.swarmd;

import io.swarmd.ca.bootstrap.ClusterSettings;
import io.swarmd.identity.file.StateDirectory;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.identity.remote.ManagerListFile;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.HostAndPort;
import io.swarmd.loop.Environment;
import io.swarmd.loop.Metrics;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Starts the manager of this process as its options say, and lets it join the others.
 *
 * @param remote where the remote API listens, with the real port
 * @param onLocked told when the node's key, in clear until then, was locked
 * @param alone whether the first manager launched goes on without the others; false from then on
 */
record ManagerLaunch(Environment environment, Metrics metrics, Options options, HostAndPort remote,
    StateDirectory directory, NodeIdentity identity, KnownManagers managers,
    Runnable onLocked, AtomicBoolean alone) implements RunningManager.Launch {

  @Override
  public RunningManager launch(Consumer<Throwable> failed) {
    HostAndPort listened = HostAndPort.parse(options.listenRemoteApi);
    if (ListenAddress.isWildcardOrLoopback(listened) && options.advertiseRemoteApi.isEmpty()) {
      System.out.println("Warning: Specifying a valid address with --listen-remote-api may be necessary for other "
          + "managers to reach this one.");
    }
    ClusterSettings cluster = new ClusterSettings(options.heartbeatTick, options.electionTick, List.of(), 0, 0,
        directory.certificates().readKey().lock(), options.externals());
    ManagerStart start = new ManagerStart(directory, identity, managers, alone.get(), !options.externalCa.isEmpty());
    HostAndPort advertised = ListenAddress.advertised(listened, options.advertiseRemoteApi, remote.port());
    new SecondOfMember(identity).refuse(new ManagerListFile(directory.managerList()).read(), advertised.toString());
    Manager manager = Manager.start(environment, metrics, new Manager.Settings(directory, identity, start.keys(),
        remote, advertised, Path.of(options.listenControlApi), start.beginning(), cluster,
        options.allocation.settings(), onLocked, failed));
    alone.set(false);
    OwnAddress address = OwnAddress.keep(environment, identity, manager.group(), advertised.toString());
    return new Launched(manager, start.joinGroup(manager.group(), advertised.toString(), environment), address);
  }

  private record Launched(Manager manager, CompletableFuture<?> joined, OwnAddress address) implements RunningManager {

    @Override
    public boolean isInTouch() {
      return manager.isInTouch();
    }

    @Override
    public Path controlSocket() {
      return manager.controlSocket();
    }

    @Override
    public void close() {
      joined.cancel(false);
      address.close();
      manager.close();
    }
  }
}
