package io.swarmd.swarmd.leave;

import io.swarmd.swarmd.FailureText;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a node leave its cluster: a manager is taken out of the managers first, so that none is left that only counts;
 * then its tasks end, its node object is removed, and its state is erased (identity sheet, 15.10 and 19.7). Once begun
 * it goes on whatever the others answer; what they could not be told is told to the caller. Blocks; any thread may call.
 */
public final class Departure {

  private static final Logger log = LoggerFactory.getLogger(Departure.class);
  private static final int DEMOTION_SECONDS = 30;
  private static final int END_TASKS_SECONDS = 60;

  /**
   * Something the caller hears meanwhile.
   *
   * @param warning whether it is left to the caller to see to
   */
  public record Told(String text, boolean warning) {}

  /** Not done, and why not, in one line. */
  public static final class Refused extends RuntimeException {
    Refused(String text) {
      super(text);
    }
  }

  private final LeavingNode node;
  private final Farewell farewell;
  private final AtomicBoolean leaving = new AtomicBoolean();

  public Departure(LeavingNode node, Farewell farewell) {
    this.node = node;
    this.farewell = farewell;
  }

  /**
   * Leaves; {@link #end} is to follow, unless it is refused.
   *
   * @param force whether a manager may leave
   * @throws Refused when the node stays as it is
   */
  public void leave(boolean force, Consumer<Told> listener) {
    if (!leaving.compareAndSet(false, true)) {
      throw new Refused("this node is leaving already");
    }
    try {
      leave(force, new Voice(listener));
    } catch (Refused refused) {
      leaving.set(false);
      throw refused;
    }
  }

  /**
   * Ends the process; to be called once the caller has its answer.
   *
   * @param failure what broke off the leaving
   */
  public void end(Optional<String> failure) {
    node.end(failure);
  }

  private void leave(boolean force, Voice voice) {
    if (node.isManager()) {
      OwnManager manager = new OwnManager(node);
      if (!force) {
        throw new Refused(LeaveRefusal.of(manager.isInTouch(), manager.counts()));
      }
      stepDown(manager, voice);
    }
    if (!node.beginEnd()) {
      throw new Refused("this node is stopping already");
    }
    voice.says("ending the tasks of this node");
    ended(node.endTasks(), END_TASKS_SECONDS).ifPresent(why -> voice.warns("tasks did not end cleanly: " + why));
    if (!node.isManager()) {
      removeNode(voice);
    }
    voice.says("erasing the state of this node");
    node.erase();
    voice.says("Node left the swarm.");
  }

  private void stepDown(OwnManager manager, Voice voice) {
    if (manager.counts().filter(ManagerCounts::isLast).isPresent()) {
      voice.says("this is the last manager: the swarm ends with it");
      return;
    }
    voice.says("leaving the managers");
    Optional<String> failure = manager.demote().or(() -> ended(node.becomesWorker(), DEMOTION_SECONDS));
    failure.ifPresent(why -> voice.warns("the other managers have not let go of this one and may count it as lost ("
        + why + "): once a majority of them runs, look there with 'swarmctl node ls', then 'swarmctl node demote "
        + node.nodeId() + "' and 'swarmctl node rm " + node.nodeId() + "'"));
  }

  private void removeNode(Voice voice) {
    voice.says("taking leave of the managers");
    farewell.say(node.nodeId()).ifPresent(why -> voice.warns("this node stays listed ("
        + why + "): have a manager remove it by 'swarmctl node rm --force " + node.nodeId() + "'"));
  }

  /** Waits; why it did not come to its end. */
  private static Optional<String> ended(CompletableFuture<Void> work, int seconds) {
    try {
      work.orTimeout(seconds, TimeUnit.SECONDS).join();
      return Optional.empty();
    } catch (RuntimeException failure) {
      return Optional.of(failure.getCause() instanceof TimeoutException
          ? "not done within " + seconds + " s" : FailureText.of(failure));
    }
  }

  /** Says it to the caller and to the log. */
  private record Voice(Consumer<Told> listener) {

    void says(String text) {
      log.info("leaving: {}", text);
      listener.accept(new Told(text, false));
    }

    void warns(String text) {
      log.warn("leaving: {}", text);
      listener.accept(new Told(text, true));
    }
  }
}
