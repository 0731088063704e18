package io.swarmd.simulation.network;

import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Carries messages between named places, as well as its conditions and its cuts let it. */
public final class Network {

  private final Environment environment;
  private final EventLoop loop;
  private final Set<String> cuts = new TreeSet<>();
  private final List<SimulatedConnection> connections = new ArrayList<>();
  private Conditions conditions = Conditions.BAD;

  public Network(Environment environment) {
    this.environment = environment;
    this.loop = environment.newLoop("network");
  }

  public void conditions(Conditions now) {
    conditions = now;
  }

  private static String line(String one, String other) {
    return one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
  }

  /** Cuts two places off from each other, silently. */
  public void cut(String one, String other) {
    cuts.add(line(one, other));
  }

  public void healAll() {
    cuts.clear();
  }

  boolean connected(String one, String other) {
    return one.equals(other) || !cuts.contains(line(one, other));
  }

  boolean chance(double probability) {
    return probability > 0 && environment.random().nextDouble() < probability;
  }

  Conditions conditions() {
    return conditions;
  }

  Duration way() {
    Duration longest = chance(conditions.late()) ? conditions.lateness() : conditions.delay();
    return Duration.ofNanos(environment.random().nextLong(1 + longest.toNanos()));
  }

  Duration sinceStart() {
    return Duration.ofNanos(environment.monotonicNanos());
  }

  void after(Duration way, Runnable arrival) {
    loop.schedule(way, arrival);
  }

  void opened(SimulatedConnection connection) {
    connections.add(connection);
  }

  void closed(SimulatedConnection connection) {
    connections.remove(connection);
  }

  /** Breaks the connections that lead to or from a place; each end learns of it, in time. */
  public void breakConnections(String place) {
    List.copyOf(connections).stream().filter(connection -> connection.touches(place))
        .forEach(SimulatedConnection::breakOff);
  }
}
