package io.swarmd.agent.engine;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Machines joined by a switch, out of reach of everything else. Addresses are 198.51.100.2 and up, in the order of
 * plugging in; they are kept for documentation and routed nowhere else.
 */
public final class Lan implements AutoCloseable {

  private static final String PREFIX = "198.51.100.";
  private static final int MOST_MACHINES = 250;

  private final Path directory;
  private final Machine hub;
  private final Map<Machine, Integer> machines = new LinkedHashMap<>();

  /** @param directory where its machines may leave files */
  public Lan(Path directory) {
    this.directory = directory;
    hub = Machine.start("switch", directory);
    inHub("ip", "link", "add", "bridge0", "type", "bridge");
    inHub("ip", "address", "add", PREFIX + "1/24", "dev", "bridge0");
    inHub("ip", "link", "set", "bridge0", "up");
  }

  /** A new machine, plugged in. */
  public synchronized Machine machine(String name) {
    int number = machines.size() + 2;
    if (number > MOST_MACHINES) {
      throw new IllegalStateException("a switch has " + MOST_MACHINES + " ports");
    }
    Machine machine = Machine.start(name, directory);
    machines.put(machine, number);
    // Only the network is the switch's: the number of the machine's first process is one of this machine's.
    Output.of(new ProcessBuilder("nsenter", "--target", Long.toString(hub.firstProcess()), "--net", "ip", "link", "add",
        port(machine), "type", "veth", "peer", "name", "eth0", "netns", Long.toString(machine.firstProcess())),
        new byte[0]).orFail();
    inHub("ip", "link", "set", port(machine), "master", "bridge0", "up");
    machine.run("ip", "address", "add", address(machine) + "/24", "dev", "eth0").orFail();
    machine.run("ip", "link", "set", "eth0", "up").orFail();
    machine.run("ip", "route", "add", "default", "via", PREFIX + "1").orFail();
    return machine;
  }

  public synchronized String address(Machine machine) {
    return PREFIX + machines.get(machine);
  }

  private synchronized String port(Machine machine) {
    return "port" + machines.get(machine);
  }

  /** Takes the cable out: nothing comes from the machine, and nothing reaches it. */
  public void unplug(Machine machine) {
    inHub("ip", "link", "set", port(machine), "down");
  }

  public void plug(Machine machine) {
    inHub("ip", "link", "set", port(machine), "up");
  }

  private void inHub(String... command) {
    hub.run(command).orFail();
  }

  @Override
  public void close() {
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      List.copyOf(machines.keySet()).forEach(machine -> each.execute(machine::close));
    }
    hub.close();
  }
}
