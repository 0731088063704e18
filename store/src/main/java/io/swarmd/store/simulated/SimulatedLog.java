package io.swarmd.store.simulated;

import io.swarmd.store.ReplicatedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The log of one member, from one start of it to its stop. What happens to it is decided by its group. */
public final class SimulatedLog implements ReplicatedLog {

  private final SimulatedGroup group;
  private final int member;
  private final List<LogRecord> tail = new ArrayList<>();
  private final List<Barrier> barriers = new ArrayList<>();
  private Optional<Listener> listener = Optional.empty();
  private Optional<Long> ledTerm = Optional.empty();
  private int applied;
  private boolean closed;

  /** A reader that waits until so many entries are applied here. */
  private record Barrier(int index, CompletableFuture<Void> reached) {}

  SimulatedLog(SimulatedGroup group, int member, int applied) {
    this.group = group;
    this.member = member;
    this.applied = applied;
  }

  @Override
  public void start(Listener receiver) {
    group.run(() -> {
      listener = Optional.of(receiver);
      group.image(applied).installInto(receiver);
      group.started(this);
    });
  }

  @Override
  public CompletableFuture<Void> append(Entry entry) {
    LogRecord record = new LogRecord(entry, this, new CompletableFuture<>());
    group.run(() -> group.append(record));
    return record.done();
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    group.run(() -> group.barrier(this, reached));
    return reached;
  }

  @Override
  public void close() {
    group.run(() -> group.closed(this));
  }

  /** The number of its member, from 0. */
  public int member() {
    return member;
  }

  /** How many entries it has applied; on the group's loop. */
  int applied() {
    return applied;
  }

  boolean isOpen() {
    return !closed && listener.isPresent();
  }

  List<LogRecord> tail() {
    return tail;
  }

  Optional<Long> ledTerm() {
    return ledTerm;
  }

  void await(int index, CompletableFuture<Void> reached) {
    barriers.add(new Barrier(index, reached));
    releaseBarriers();
  }

  /** Applies the entry that follows, as a real log would hand it over. */
  void apply(LogRecord record) {
    boolean remembers = record.owner() == this && ledTerm.equals(Optional.of(record.entry().term()));
    applied++;
    Applied result = listener.orElseThrow().committed(record.entry().term(), applied, record.entry().bytes(),
        remembers ? record.entry().decoded() : null);
    group.record(applied, result);
    if (record.owner() == this) {
      record.done().complete(null);
    }
    releaseBarriers();
  }

  /** Jumps to a state without the entries that led to it. */
  void install(int index) {
    applied = index;
    group.image(index).installInto(listener.orElseThrow());
    releaseBarriers();
  }

  private void releaseBarriers() {
    barriers.removeIf(barrier -> applied >= barrier.index() && (barrier.reached().complete(null) || true));
  }

  void lead(long term) {
    ledTerm = Optional.of(term);
    listener.orElseThrow().leading(term);
  }

  /** Says so without its being so. */
  void sayFollowing() {
    listener.orElseThrow().following();
  }

  /** Learns that it does not lead any more; what it had under way fails, whatever becomes of it. */
  void follow(List<LogRecord> underWay) {
    ledTerm = Optional.empty();
    underWay.forEach(record -> record.fail("leadership was lost"));
    listener.orElseThrow().following();
  }

  void shut() {
    closed = true;
    tail.forEach(record -> record.fail("the log is closed"));
    barriers.forEach(barrier -> barrier.reached().completeExceptionally(new IllegalStateException("the log is closed")));
    barriers.clear();
  }
}
