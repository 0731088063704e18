package io.swarmd.interop;

import static org.awaitility.Awaitility.await;

import io.swarmd.agent.engine.Engine;
import io.swarmd.agent.engine.EngineImage;
import io.swarmd.agent.engine.Folder;
import io.swarmd.agent.engine.Lan;
import io.swarmd.agent.engine.Machine;
import io.swarmd.agent.engine.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Managers of ours and Engines that are their workers, all on machines of their own: {@code manager1} and up,
 * {@code engine1} and up. The first Engine is on the first manager's machine, where the Engines' own gossip finds it;
 * networks across machines rest on that. The managers take no tasks.
 */
final class EngineSwarm implements AutoCloseable {

  private static final String HEARTBEAT = "4s";

  private final Folder folder;
  private final Lan lan;
  private final List<Machine> managerMachines = new ArrayList<>();
  private final List<Swarmd> managers = new ArrayList<>();
  private final Map<String, Engine> engines = new LinkedHashMap<>();

  private EngineSwarm(Folder folder) {
    this.folder = folder;
    this.lan = new Lan(folder.path());
  }

  /** Starts one and waits until every node is up. */
  static EngineSwarm start(int managers, int engines) throws IOException {
    EngineSwarm swarm = new EngineSwarm(Folder.create());
    try {
      swarm.startManagersAndEngines(managers, engines);
      return swarm;
    } catch (RuntimeException | Error failure) {
      swarm.close();
      throw failure;
    }
  }

  private void startManagersAndEngines(int managerCount, int engineCount) {
    // The first machine is a manager's and an Engine's; its own name is the Engine's.
    managerMachines.add(lan.machine("engine1"));
    IntStream.rangeClosed(2, managerCount).forEach(number -> managerMachines.add(lan.machine("manager" + number)));
    List<Machine> engineMachines = new ArrayList<>(List.of(managerMachines.getFirst()));
    IntStream.rangeClosed(2, engineCount).forEach(number -> engineMachines.add(lan.machine("engine" + number)));

    List<CompletableFuture<Engine>> starting = engineMachines.stream()
        .map(machine -> CompletableFuture.supplyAsync(() -> engine(machine))).toList();
    managers.add(manager(1));
    swarm().awaitReady("manager1");
    swarm().swarmctl().shows("cluster", "update", "default", "--heartbeatperiod", HEARTBEAT);
    String token = swarm().tokens().getManager();
    IntStream.rangeClosed(2, managerCount).forEach(number ->
        managers.add(manager(number, "--join-addr", managers.getFirst().address(), "--join-token", token)));
    starting.stream().map(CompletableFuture::join).forEach(engine -> engines.put(engine.machine().name(), engine));
    engines.values().parallelStream().forEach(engine -> join(engine).orFail());
    IntStream.rangeClosed(1, managerCount).mapToObj(number -> "manager" + number).forEach(name ->
        swarm().swarmctl().shows("node", "drain", swarm().awaitReady(name).getId()));
    engines.keySet().forEach(name -> swarm().awaitReady(name));
  }

  private Engine engine(Machine machine) {
    Engine engine = new Engine(machine, folder.path().resolve(machine.name() + "-docker"));
    EngineImage.importInto(engine);
    return engine;
  }

  private Swarmd manager(int number, String... joining) {
    Machine machine = managerMachines.get(number - 1);
    List<String> flags = new ArrayList<>(List.of("--hostname", "manager" + number, "--executor", "hollow"));
    flags.addAll(List.of(joining));
    return new Swarmd(machine, lan.address(machine), folder.path().resolve("manager" + number),
        flags.toArray(String[]::new));
  }

  /** One more Engine, on a machine of its own; it is no node yet, and its caller's to end. */
  Engine another(String name) {
    return engine(lan.machine(name));
  }

  /** An Engine joins as a worker. */
  Output join(Engine engine) {
    return engine.join(swarm().tokens().getWorker(), lan.address(engine.machine()), managers.getFirst().address());
  }

  /** The swarm through the first of its managers that runs. */
  Swarm swarm() {
    return managers.stream().filter(Swarmd::isAlive).findFirst().orElseThrow().swarm();
  }

  Swarmctl swarmctl() {
    return swarm().swarmctl();
  }

  Lan lan() {
    return lan;
  }

  Path folder() {
    return folder.path();
  }

  List<Swarmd> managers() {
    return managers;
  }

  List<Engine> engines() {
    return List.copyOf(engines.values());
  }

  Engine engine(int number) {
    return engines.get("engine" + number);
  }

  /** The manager that leads. */
  Swarmd leader() {
    await("a leader").atMost(Swarm.PATIENCE).ignoreExceptions().until(() -> leaderNumber() > 0);
    return managers.get(leaderNumber() - 1);
  }

  private int leaderNumber() {
    return swarm().nodes().stream().filter(node -> node.getManagerStatus().getLeader())
        .mapToInt(node -> Integer.parseInt(node.getDescription().getHostname().substring("manager".length())))
        .findFirst().orElse(0);
  }

  /** Ends everything at once. */
  @Override
  public void close() throws IOException {
    managers.forEach(Swarmd::close);
    lan.close();
    folder.close();
  }
}
