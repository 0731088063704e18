package io.swarmd.faults.cluster;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A network namespace for each manager, all joined by a bridge in one more; nothing of the machine's own network is
 * touched. Needs root, {@code ip netns} and {@code nft}.
 */
final class Namespaces implements Network {

  private static final int PORT = 4242;
  private static final String RULES = "cut";

  private final String prefix = "swf" + ProcessHandle.current().pid() + "-";
  private final String hub = prefix + "hub";
  private final int managers;
  private final Thread atExit = new Thread(this::remove, "remove-namespaces");

  private Namespaces(int managers) {
    this.managers = managers;
  }

  /** Whether this machine lets this user make namespaces. */
  static boolean possible() {
    String probe = "swf" + ProcessHandle.current().pid() + "-probe";
    if (!Commands.succeeds("ip", "netns", "add", probe)) {
      return false;
    }
    boolean possible = Commands.succeeds("ip", "netns", "exec", probe, "nft", "add", "table", "inet", RULES);
    Commands.run("ip", "netns", "del", probe);
    return possible;
  }

  static Namespaces create(int managers) {
    Namespaces made = new Namespaces(managers);
    Runtime.getRuntime().addShutdownHook(made.atExit);
    Commands.run("ip", "netns", "add", made.hub);
    Commands.run("ip", "-n", made.hub, "link", "add", "bridge", "type", "bridge");
    Commands.run("ip", "-n", made.hub, "link", "set", "bridge", "up");
    IntStream.range(0, managers).forEach(made::add);
    return made;
  }

  private void add(int manager) {
    String space = space(manager);
    String port = "port" + manager;
    Commands.run("ip", "netns", "add", space);
    Commands.run("ip", "-n", space, "link", "set", "lo", "up");
    Commands.run("ip", "link", "add", "eth0", "netns", space, "type", "veth", "peer", "name", port, "netns", hub);
    Commands.run("ip", "-n", hub, "link", "set", port, "master", "bridge", "up");
    Commands.run("ip", "-n", space, "addr", "add", host(manager) + "/24", "dev", "eth0");
    Commands.run("ip", "-n", space, "link", "set", "eth0", "up");
  }

  private String space(int manager) {
    return prefix + manager;
  }

  private static String host(int manager) {
    return "10.231.0." + (10 + manager);
  }

  @Override
  public List<String> inside(int manager) {
    return List.of("ip", "netns", "exec", space(manager));
  }

  @Override
  public String address(int manager) {
    return host(manager) + ":" + PORT;
  }

  @Override
  public boolean canBeCut() {
    return true;
  }

  @Override
  public void unplug(int manager) {
    Commands.run("ip", "-n", space(manager), "link", "set", "eth0", "down");
  }

  @Override
  public void plug(int manager) {
    Commands.run("ip", "-n", space(manager), "link", "set", "eth0", "up");
  }

  @Override
  public void drop(int manager, Way way) {
    rule(manager, way, "drop");
  }

  @Override
  public void dropBetween(int manager, int other) {
    rule(manager, Way.IN, "ip saddr " + host(other) + " drop");
    rule(manager, Way.OUT, "ip daddr " + host(other) + " drop");
  }

  private void rule(int manager, Way way, String rule) {
    String hook = way == Way.IN ? "input" : "output";
    nft(manager, "add table inet " + RULES);
    nft(manager, "add chain inet " + RULES + " " + hook + " { type filter hook " + hook + " priority 0; }");
    nft(manager, "add rule inet " + RULES + " " + hook + " " + rule);
  }

  @Override
  public void mend(int manager) {
    nft(manager, "delete table inet " + RULES);
  }

  private void nft(int manager, String command) {
    Commands.run("ip", "netns", "exec", space(manager), "nft", command);
  }

  private void remove() {
    IntStream.range(0, managers).forEach(manager -> Commands.succeeds("ip", "netns", "del", space(manager)));
    Commands.succeeds("ip", "netns", "del", hub);
  }

  @Override
  public void close() {
    remove();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
