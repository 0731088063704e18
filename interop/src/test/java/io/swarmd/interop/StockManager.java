package io.swarmd.interop;

import io.grpc.ManagedChannel;
import io.swarmd.agent.engine.Engine;
import io.swarmd.agent.engine.EngineImage;
import io.swarmd.agent.engine.Folder;
import io.swarmd.agent.engine.Lan;
import io.swarmd.agent.engine.Machine;
import io.swarmd.identity.transport.ControlSocket;
import java.io.IOException;

/** An Engine that manages a swarm, on the machine {@code stock}, and room for more machines beside it. */
final class StockManager implements AutoCloseable {

  private static final int PORT = 2377;

  private final Folder folder;
  private final Lan lan;
  private final Engine engine;
  private final ManagedChannel channel;
  private int workers;

  private StockManager(Folder folder) {
    this.folder = folder;
    lan = new Lan(folder.path());
    Machine machine = lan.machine("stock");
    engine = new Engine(machine, folder.path().resolve("docker"));
    EngineImage.importInto(engine);
    engine.docker("swarm", "init", "--advertise-addr", lan.address(machine), "--listen-addr", address()).orFail();
    engine.docker("swarm", "update", "--dispatcher-heartbeat", "2s").orFail();
    channel = ControlSocket.channel(engine.controlSocket()).build();
  }

  static StockManager start() throws IOException {
    return new StockManager(Folder.create());
  }

  Engine engine() {
    return engine;
  }

  /** The swarm through the Engine's own control socket. */
  Swarm swarm() {
    return new Swarm(channel);
  }

  private String address() {
    return lan.address(engine.machine()) + ":" + PORT;
  }

  /** A node of ours on a new machine, which joins as a worker and knows of no other before it. */
  Swarmd worker(String name, String executor) {
    Machine machine = lan.machine(name);
    return new Swarmd(machine, lan.address(machine), folder.path().resolve(name + ++workers), "--hostname", name,
        "--executor", executor, "--join-addr", address(), "--join-token", swarm().tokens().getWorker());
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    lan.close();
    folder.close();
  }
}
