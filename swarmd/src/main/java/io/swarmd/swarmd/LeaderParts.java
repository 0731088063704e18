package io.swarmd.swarmd;

import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Metrics;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Store;
import io.swarmd.store.control.ControlLoopRunner;
import java.util.function.Supplier;

/** Makes parts of the leadership out of control loops: each on a loop of its own, made anew for each term. */
final class LeaderParts {

  private final Environment environment;
  private final Store store;
  private final Metrics metrics;

  LeaderParts(Environment environment, Store store, Metrics metrics) {
    this.environment = environment;
    this.store = store;
    this.metrics = metrics;
  }

  Leadership.Part of(String name, Supplier<? extends ControlLoop> control) {
    return new Leadership.Part(name, term -> {
      EventLoop loop = environment.newLoop(name);
      ControlLoopRunner runner =
          ControlLoopRunner.start(environment, store, control.get(), loop, term, metrics);
      return () -> {
        runner.close();
        loop.close();
      };
    });
  }
}
