package io.swarmd.store.simulated;

import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.ReplicatedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * The members of a replicated log that exists only in the test. One list of committed entries is the truth; each
 * member is somewhere on its way along it, and the leader holds a tail of entries that are not committed yet. Who
 * leads, who is cut off and who restarts is said by the test; how entries fare on their way, by {@link LogFaults} and
 * the environment's chance. It is never kinder than a real log is allowed to be.
 *
 * <p>It checks by itself that all members come to the same version and digest after the same entry.
 */
public final class SimulatedGroup {

  /** How often one who is cut off looks whether he can catch up. */
  private static final Duration HEAL_POLL = Duration.ofMillis(10);

  private final Environment environment;
  private LogFaults faults;
  /** Everything here happens on this loop. */
  private final EventLoop loop;
  private final LogHistory history = new LogHistory();
  private final List<SimulatedLog> members = new ArrayList<>();
  private final Set<Integer> isolated = new TreeSet<>();
  private Optional<SimulatedLog> leader = Optional.empty();
  private long term;

  public SimulatedGroup(Environment environment, int size, LogFaults faults) {
    this.environment = environment;
    this.faults = faults;
    this.loop = environment.newLoop("simulated-log");
    for (int i = 0; i < size; i++) {
      members.add(new SimulatedLog(this, i, 0));
    }
  }

  /** The log of a member as it runs now, or waits for its start. */
  public SimulatedLog log(int member) {
    return members.get(member);
  }

  public int size() {
    return members.size();
  }

  /** From now on entries fare so. */
  public void behave(LogFaults now) {
    run(() -> faults = now);
  }

  void run(Runnable task) {
    loop.execute(task);
  }

  private void later(Runnable task) {
    if (faults.maxDelay().isZero()) {
      loop.execute(task);
    } else {
      loop.schedule(Duration.ofNanos(environment.random().nextLong(faults.maxDelay().toNanos())), task);
    }
  }

  private boolean chance(double probability) {
    return probability > 0 && environment.random().nextDouble() < probability;
  }

  /** Makes a member the leader of a new term; the former one loses its leadership, and learns of it in time. */
  public void elect(int member) {
    run(() -> {
      dethrone();
      SimulatedLog elected = members.get(member);
      if (!elected.isOpen() || isolated.contains(member)) {
        return;
      }
      leader = Optional.of(elected);
      long won = ++term;
      catchUpThen(elected, history.size(), () -> {
        if (isLeader(elected) && term == won) {
          elected.lead(won);
        }
      });
    });
  }

  /** Leaves the group without a leader. */
  public void depose() {
    run(this::dethrone);
  }

  /** Cuts a member off: it is given nothing, and what it appends is not committed while it lasts. */
  public void isolate(int member) {
    run(() -> isolated.add(member));
  }

  public void heal(int member) {
    run(() -> {
      isolated.remove(member);
      members.forEach(this::deliver);
      commitTail(members.get(member));
    });
  }

  /** Stops a member at once; gives the log of its next start, which knows a random prefix of what this one applied. */
  public void restart(int member) {
    run(() -> {
      SimulatedLog stopped = members.get(member);
      closed(stopped);
      int oldest = Math.min(history.first(), stopped.applied());
      int flushed = oldest + environment.random().nextInt(stopped.applied() - oldest + 1);
      members.set(member, new SimulatedLog(this, member, flushed));
    });
  }

  private boolean isLeader(SimulatedLog log) {
    return leader.equals(Optional.of(log));
  }

  /** Ends the leadership, if there is one. A prefix of what was under way survives, chosen by chance. */
  private void dethrone() {
    leader.ifPresent(former -> {
      leader = Optional.empty();
      List<LogRecord> underWay = List.copyOf(former.tail());
      former.tail().clear();
      for (LogRecord record : underWay) {
        if (!chance(faults.survive())) {
          break;
        }
        history.commit(record);
      }
      members.forEach(this::deliver);
      later(() -> {
        if (former.isOpen() && !isLeader(former)) {
          former.follow();
        } else {
          underWay.forEach(record -> record.fail("leadership was lost"));
        }
      });
    });
  }

  void append(LogRecord record) {
    SimulatedLog log = record.owner();
    if (!log.isOpen() || !log.ledTerm().equals(Optional.of(record.entry().term()))) {
      record.fail("not the leader of term " + record.entry().term());
    } else if (record.entry().bytes().length > ReplicatedLog.MAX_ENTRY_BYTES) {
      record.fail("an entry of " + record.entry().bytes().length + " bytes");
    } else if (!isLeader(log) || record.entry().term() != term) {
      later(() -> record.fail("leadership was lost, and not known to be"));
    } else if (chance(faults.refuse())) {
      later(() -> record.fail("refused"));
    } else {
      log.take(record);
      if (chance(faults.forget())) {
        later(() -> record.fail("timed out"));
      }
      if (chance(faults.confuse())) {
        confuse(log, record.entry().term());
      }
      later(() -> commitTail(log));
    }
  }

  private void confuse(SimulatedLog log, long ledTerm) {
    later(() -> {
      if (log.isOpen() && log.ledTerm().equals(Optional.of(ledTerm))) {
        log.sayFollowing();
        later(() -> {
          if (log.isOpen() && log.ledTerm().equals(Optional.of(ledTerm))) {
            log.lead(ledTerm);
          }
        });
      }
    });
  }

  private void commitTail(SimulatedLog log) {
    if (isLeader(log) && !isolated.contains(log.member()) && log.ledTerm().equals(Optional.of(term))) {
      log.tail().forEach(history::commit);
      log.tail().clear();
      members.forEach(this::deliver);
    }
  }

  void started(SimulatedLog log) {
    deliver(log);
  }

  private void deliver(SimulatedLog log) {
    if (log.applied() < history.size()) {
      later(() -> catchUp(log, history.size()));
    }
  }

  private void catchUpThen(SimulatedLog log, int index, Runnable then) {
    later(() -> {
      catchUp(log, index);
      if (log.isOpen() && log.applied() >= index) {
        then.run();
      } else if (log.isOpen()) {
        loop.schedule(HEAL_POLL, () -> catchUpThen(log, index, then));
      }
    });
  }

  private void catchUp(SimulatedLog log, int index) {
    if (!log.isOpen() || isolated.contains(log.member())) {
      return;
    }
    int known = Math.min(index, history.known());
    boolean mayJump = known > log.applied() && log.ledTerm().isEmpty();
    if (log.applied() < history.first() || mayJump && chance(faults.install())) {
      log.install(Math.max(known, history.first()));
    }
    while (log.applied() < index) {
      log.apply(history.entry(log.applied()));
    }
  }

  LogHistory history() {
    return history;
  }

  void barrier(SimulatedLog log, CompletableFuture<Void> reached) {
    if (!log.isOpen() || leader.isEmpty() || isolated.contains(log.member())) {
      reached.completeExceptionally(new IllegalStateException("no leader can be reached"));
    } else {
      log.await(history.size(), reached);
    }
  }

  void closed(SimulatedLog log) {
    if (isLeader(log)) {
      dethrone();
    }
    log.shut();
  }
}
