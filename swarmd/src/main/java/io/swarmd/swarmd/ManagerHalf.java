package io.swarmd.swarmd;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.swarmd.identity.Role;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.ControlSocket;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Timer;
import io.swarmd.store.group.MemberRemovedException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manager's half of a node: it runs while the node's certificate is a manager's. A manager that was removed from
 * the members does not run again before the node has a new certificate; what cannot start or join now is tried again
 * after a pause (identity sheet, 15.7 to 15.9). Any thread may call.
 */
final class ManagerHalf implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ManagerHalf.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final int CLOSE_SECONDS = 60;

  /**
   * What the node does on what becomes of its manager.
   *
   * @param removed it is no member any more: the node needs a new certificate
   * @param failed in one line, what the node cannot go on with
   */
  record Told(Runnable removed, Consumer<String> failed) {}

  private record Running(RunningManager manager, ManagedChannel channel) {}

  /** This half's alone: starting and stopping block it, and nothing else waits for it. */
  private final EventLoop loop;
  private final NodeIdentity identity;
  private final ManagerData data;
  private final RunningManager.Launch launch;
  private final Told told;
  private volatile Optional<Running> running = Optional.empty();
  /** What only the loop touches: the certificate of a manager that was removed, and the next try to start. */
  private Optional<X509Certificate> spent = Optional.empty();
  private Optional<Timer> retry = Optional.empty();
  private Duration pause = FIRST_PAUSE;
  private int launches;
  private boolean vital;

  ManagerHalf(Environment environment, NodeIdentity identity, ManagerData data, RunningManager.Launch launch,
      Told told) {
    this.loop = environment.newLoop("manager-half");
    this.identity = identity;
    this.data = data;
    this.launch = launch;
    this.told = told;
  }

  /**
   * Starts the manager where the certificate asks for one.
   *
   * @param startVital whether a manager that does not start, or is not let in, ends the node: so the one a node was
   *     started for, while a promotion goes on in the background
   * @return done when it serves or there is none; fails, when it is vital, with why it does not start
   */
  CompletableFuture<Void> begin(boolean startVital) {
    CompletableFuture<Void> begun = CompletableFuture.runAsync(() -> {
      vital = startVital;
      follow();
      vital = false;
    }, loop);
    identity.onChange(renewed -> loop.execute(this::follow));
    return begun;
  }

  /** A channel to the node's own manager while it can do something for the node. */
  Optional<Channel> channel() {
    return serving().map(Running::channel);
  }

  /** The socket of the node's own manager while it can do something for the node. */
  Optional<Path> controlSocket() {
    return serving().map(now -> now.manager().controlSocket());
  }

  private Optional<Running> serving() {
    return running.filter(now -> now.manager().joined().isDone() && now.manager().isInTouch());
  }

  /** Does as the certificate says. */
  private void follow() {
    if (identity.current().role() == Role.WORKER) {
      stop();
      data.erase();
    } else if (running.isEmpty() && spent.filter(certificate()::equals).isEmpty()) {
      start();
    }
  }

  private X509Certificate certificate() {
    return identity.current().chain().getFirst();
  }

  private void start() {
    cancelRetry();
    int number = ++launches;
    boolean endsNode = vital;
    try {
      RunningManager manager = launch.launch(cause -> loop.execute(() -> logFailed(number, cause)));
      running = Optional.of(new Running(manager, ControlSocket.channel(manager.controlSocket()).build()));
      manager.joined().whenComplete((done, failure) -> loop.execute(() -> joined(number, endsNode, failure)));
    } catch (RuntimeException failure) {
      if (endsNode) {
        throw failure;
      }
      startLater(failure);
    }
  }

  private void joined(int number, boolean endsNode, Throwable failure) {
    if (number != launches || running.isEmpty()) {
      return;
    }
    if (failure == null) {
      pause = FIRST_PAUSE;
      log.info("this node is a manager");
    } else if (endsNode) {
      told.failed().accept("can't initialize raft node: " + FailureText.of(failure));
    } else {
      stop();
      startLater(failure);
    }
  }

  private void startLater(Throwable failure) {
    log.warn("the manager of this node does not start, next try in {} ms: {}", pause.toMillis(),
        FailureText.of(failure));
    retry = Optional.of(loop.schedule(pause, this::follow));
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  private void cancelRetry() {
    retry.ifPresent(Timer::cancel);
    retry = Optional.empty();
  }

  private void logFailed(int number, Throwable cause) {
    if (number != launches || running.isEmpty()) {
      return;
    }
    if (cause instanceof MemberRemovedException) {
      log.info("this node was removed from the managers");
      spent = Optional.of(certificate());
      stop();
      data.erase();
      told.removed().run();
    } else {
      told.failed().accept("the replicated log failed: " + FailureText.of(cause));
    }
  }

  /** The node's own channel goes first: calls on it would hold up the end of the control socket. */
  private void stop() {
    cancelRetry();
    Optional<Running> ended = running;
    running = Optional.empty();
    ended.ifPresent(now -> {
      log.info("the manager of this node stops");
      now.channel().shutdownNow();
      now.manager().close();
    });
  }

  /** Ends the manager; its data stays. */
  @Override
  public void close() {
    CompletableFuture.runAsync(this::stop, loop).orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
        .exceptionally(failure -> {
          log.warn("the manager does not stop: {}", FailureText.of(failure));
          return null;
        }).join();
    loop.close();
  }
}
