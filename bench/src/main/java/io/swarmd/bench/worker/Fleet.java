package io.swarmd.bench.worker;

import io.swarmd.agent.exec.MachineDescription;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import io.swarmd.bench.measure.Latencies;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.tls.NodeIdentity;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Hollow workers of this process. Any thread may call. */
public final class Fleet implements AutoCloseable {

  private static final int CPUS = 64;
  private static final long MEMORY_BYTES = 1L << 40;

  private final Admission admission;
  private final int reportsPerCall;
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(
      body -> Thread.ofPlatform().daemon().name("hollow-timers").unstarted(body));
  private final List<HollowWorker> workers = new CopyOnWriteArrayList<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final Tally tally = new Tally();

  /** What the workers have told, counted. */
  private static final class Tally implements FleetListener {

    private final AtomicLong running = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private volatile long firstRunningNanos;

    @Override
    public void reported(List<TaskStatusUpdate> updates) {
      long count = updates.stream().filter(update -> update.getStatus().getState() == TaskState.RUNNING).count();
      if (count > 0 && running.getAndAdd(count) == 0) {
        firstRunningNanos = System.nanoTime();
      }
    }

    @Override
    public void sessionLost(String nodeId, Throwable failure) {
      if (lost.getAndIncrement() == 0) {
        System.err.println("worker " + nodeId + " lost its session: " + failure.getMessage());
      }
    }
  }

  /**
   * @param reportsPerCall how many reports a worker sends in one call; the original's agents send one
   */
  public Fleet(Admission admission, int reportsPerCall) {
    this.admission = admission;
    this.reportsPerCall = reportsPerCall;
  }

  /** A new worker joins, with its certificate and session measured. */
  public CompletableFuture<Void> join(Latencies certificates, Latencies sessions) {
    long start = System.nanoTime();
    return admission.obtain().thenCompose(credentials -> {
      long certified = System.nanoTime();
      certificates.record(certified - start);
      return enter(credentials).thenRun(() -> sessions.record(System.nanoTime() - certified));
    });
  }

  private CompletableFuture<Void> enter(NodeCredentials credentials) {
    NodeDescription description = MachineDescription.of("hollow", "hollow", CPUS, MEMORY_BYTES).toBuilder()
        .setHostname("hollow-" + numbers.incrementAndGet()).build();
    HollowWorker worker = new HollowWorker(
        new NodeIdentity(credentials), description, admission.address(), reportsPerCall, timers, tally);
    workers.add(worker);
    return worker.start();
  }

  public int size() {
    return workers.size();
  }

  /** Counts from zero again. */
  public void resetCounts() {
    tally.running.set(0);
    tally.firstRunningNanos = 0;
  }

  /** RUNNING reports managers have accepted since the last reset. */
  public long runningReported() {
    return tally.running.get();
  }

  /** When the first of them was accepted, by {@link System#nanoTime}; zero before. */
  public long firstRunningNanos() {
    return tally.firstRunningNanos;
  }

  public long sessionsLost() {
    return tally.lost.get();
  }

  /** How the live tasks are spread over the workers. */
  public IntSummaryStatistics spread() {
    return workers.stream().mapToInt(HollowWorker::liveTasks).summaryStatistics();
  }

  @Override
  public void close() {
    workers.forEach(HollowWorker::close);
    timers.shutdownNow();
  }
}
