package io.swarmd.faults.client;

import io.swarmd.faults.history.Answer;
import io.swarmd.faults.history.Operation;
import io.swarmd.faults.history.Request;
import io.swarmd.faults.history.Seen;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Asks one manager for one thing after the other, by chance. Runs on a thread of its own. */
final class Client implements Runnable {

  private static final int FEW_OBJECTS = 4;
  private static final int MANY_OBJECTS = 12;
  private static final Duration PAUSE = Duration.ofMillis(30);

  private final String name;
  private final String manager;
  private final Register register;
  private final Map<String, Long> latest;
  private final RandomGenerator random;
  private final Gate gate;
  private final Consumer<Operation> record;
  private int written;

  /**
   * A client.
   *
   * @param latest the version each object was last seen at, shared by all clients
   */
  Client(String name, String manager, Register register, Map<String, Long> latest, RandomGenerator random, Gate gate,
      Consumer<Operation> record) {
    this.name = name;
    this.manager = manager;
    this.register = register;
    this.latest = latest;
    this.random = random;
    this.gate = gate;
    this.record = record;
  }

  @Override
  public void run() {
    while (gate.enter()) {
      try {
        Request request = next();
        long start = System.nanoTime();
        Answer answer = register.ask(request);
        record.accept(new Operation(name, manager, start, System.nanoTime(), request, answer));
        learn(request, answer);
      } finally {
        gate.leave();
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private Request next() {
    List<Map.Entry<String, Long>> objects = List.copyOf(latest.entrySet());
    int chance = random.nextInt(100);
    if (objects.size() < FEW_OBJECTS || chance < 8 && objects.size() < MANY_OBJECTS) {
      return new Request.Create(value());
    }
    Map.Entry<String, Long> object = objects.get(random.nextInt(objects.size()));
    if (chance < 55) {
      return new Request.Update(object.getKey(), object.getValue(), value());
    } else if (chance < 62) {
      return new Request.Remove(object.getKey());
    }
    return chance < 85 ? new Request.Read(object.getKey()) : new Request.ReadAll();
  }

  private String value() {
    return name + "-" + ++written;
  }

  private void learn(Request request, Answer answer) {
    switch (answer) {
      case Answer.Shown(Seen object) -> latest.merge(object.id(), object.version(), Math::max);
      case Answer.Listed(List<Seen> objects) -> objects.forEach(
          object -> latest.computeIfPresent(object.id(), (id, version) -> Math.max(version, object.version())));
      case Answer.Removed removed -> request.about().ifPresent(latest::remove);
      case Answer.Refused refused when refused.code().equals("NOT_FOUND") ->
          request.about().ifPresent(latest::remove);
      case Answer.Refused refused -> { }
    }
  }
}
