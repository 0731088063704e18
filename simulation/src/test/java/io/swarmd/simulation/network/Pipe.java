package io.swarmd.simulation.network;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * One direction of one call: messages arrive in the order they were sent. Where one is lost none comes after it, as on
 * a connection whose other end is out of reach.
 */
final class Pipe {

  private final Network network;
  private final BooleanSupplier open;
  private Duration lastArrival = Duration.ZERO;
  private boolean dead;

  Pipe(Network network, BooleanSupplier open) {
    this.network = network;
    this.open = open;
  }

  void send(Runnable arrival) {
    transmit(arrival);
    if (network.chance(network.conditions().repeat())) {
      transmit(arrival);
    }
  }

  /** Sends what comes once and is not lost, such as the end of a stream. */
  void sendSurely(Runnable arrival) {
    schedule(() -> arrive(arrival, 0));
  }

  /** Sends what does not come twice. */
  void transmit(Runnable arrival) {
    schedule(() -> arrive(arrival, network.conditions().lose()));
  }

  private void schedule(Runnable arrival) {
    Duration now = network.sinceStart();
    Duration at = now.plus(network.way());
    lastArrival = at.compareTo(lastArrival) < 0 ? lastArrival : at;
    network.after(lastArrival.minus(now), arrival);
  }

  private void arrive(Runnable arrival, double loss) {
    if (!dead && open.getAsBoolean() && !network.chance(loss)) {
      arrival.run();
    } else {
      dead = true;
    }
  }}
