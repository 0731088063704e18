package io.swarmd.simulation.cluster;

import io.swarmd.allocator.Allocator;
import io.swarmd.dispatcher.Dispatcher;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Metrics;
import io.swarmd.orchestrator.TaskOrchestrator;
import io.swarmd.orchestrator.enforcer.ConstraintEnforcer;
import io.swarmd.orchestrator.reaper.TaskReaper;
import io.swarmd.scheduler.Scheduler;
import io.swarmd.simulation.check.Part;
import io.swarmd.simulation.check.WatchedStore;
import io.swarmd.simulation.check.Writers;
import io.swarmd.simulation.machine.ProcessEnvironment;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Store;
import io.swarmd.store.control.ControlLoopRunner;
import io.swarmd.store.group.ManagerGroup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The leader's parts on one manager, started and stopped with its leadership as the daemon does it. */
final class Leadership {

  private final ProcessEnvironment environment;
  private final Store store;
  private final ManagerGroup group;
  private final String nodeId;
  private final Writers writers;
  private final Deque<Runnable> stops = new ArrayDeque<>();
  private Optional<Long> term = Optional.empty();
  private Optional<Dispatcher> dispatcher = Optional.empty();

  Leadership(ProcessEnvironment environment, Store store, ManagerGroup group, String nodeId, Writers writers) {
    this.environment = environment;
    this.store = store;
    this.group = group;
    this.nodeId = nodeId;
    this.writers = writers;
    store.onLeadership(environment.newLoop("leadership"), this::changed);
  }

  Optional<Dispatcher> dispatcher() {
    return dispatcher;
  }

  private void changed(Optional<Long> leading) {
    if (leading.equals(term)) {
      return;
    }
    while (!stops.isEmpty()) {
      stops.pop().run();
    }
    term = leading;
    leading.ifPresent(this::start);
  }

  private void start(long won) {
    startDispatcher(won);
    run(Part.ALLOCATOR, new Allocator(), won);
    run(Part.SCHEDULER, new Scheduler(), won);
    run(Part.ORCHESTRATOR, new TaskOrchestrator(environment), won);
    run(Part.REAPER, new TaskReaper(), won);
    run(Part.ENFORCER, new ConstraintEnforcer(), won);
  }

  private Store storeOf(Part part) {
    return new WatchedStore(store, part, writers);
  }

  private void startDispatcher(long won) {
    Dispatcher started =
        new Dispatcher(environment, storeOf(Part.DISPATCHER), group, won, nodeId, Metrics.NONE);
    started.start();
    dispatcher = Optional.of(started);
    stops.push(() -> {
      dispatcher = Optional.empty();
      started.close();
    });
  }

  private void run(Part part, ControlLoop control, long won) {
    EventLoop loop = environment.newLoop(control.name());
    ControlLoopRunner runner =
        ControlLoopRunner.start(environment, storeOf(part), control, loop, won, Metrics.NONE);
    stops.push(() -> {
      runner.close();
      loop.close();
    });
  }
}
