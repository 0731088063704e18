package io.swarmd.dispatcher.secret;

import io.swarmd.api.Secret;
import io.swarmd.api.SecretReference;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Timer;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks drivers for the secrets of tasks before the tasks are told to their nodes, once for each task, and keeps the
 * answers in memory while the task may need them. A driver that fails, or takes longer than {@link #LIMIT}, has its
 * secret left out, and the task is told why. Owned by the dispatcher's loop.
 */
public final class DriverSecrets implements ProvidedSecrets {

  /** How long a task waits for its secrets. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(DriverSecrets.class);

  private final SecretProvider provider;
  private final EventLoop loop;
  private final BiConsumer<Task, String> leftOut;
  private final Map<String, Fetch> fetches = new HashMap<>();

  /** The secrets of one task: those that came, and whether the others are still waited for. */
  private static final class Fetch {
    private final Map<String, ProvidedSecret> provided = new HashMap<>();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private int outstanding;
  }

  /** @param leftOut takes a task and the reason why one of its secrets is left out */
  public DriverSecrets(SecretProvider provider, EventLoop loop, BiConsumer<Task, String> leftOut) {
    this.provider = provider;
    this.loop = loop;
    this.leftOut = leftOut;
  }

  /** Done when all that the tasks need of drivers has come or is given up; completes on the loop. */
  public CompletableFuture<Void> fetch(Collection<Task> tasks, StoreView view) {
    List<CompletableFuture<Void>> unsettled = tasks.stream()
        .map(task -> fetch(task, view))
        .filter(settled -> !settled.isDone())
        .toList();
    return CompletableFuture.allOf(unsettled.toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> fetch(Task task, StoreView view) {
    Fetch begun = fetches.get(task.getId());
    if (begun != null) {
      return begun.settled;
    }
    List<Secret> wanted = isAlive(task) ? driven(task, view) : List.of();
    if (wanted.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    Fetch fetch = new Fetch();
    fetches.put(task.getId(), fetch);
    fetch.outstanding = wanted.size();
    wanted.forEach(secret -> ask(fetch, secret, task));
    return fetch.settled;
  }

  private static boolean isAlive(Task task) {
    int state = task.getStatus().getStateValue();
    return state >= TaskState.ASSIGNED.getNumber() && state <= TaskState.RUNNING.getNumber();
  }

  private static List<Secret> driven(Task task, StoreView view) {
    return task.getSpec().getContainer().getSecretsList().stream()
        .map(SecretReference::getSecretId).distinct()
        .flatMap(id -> view.get(Table.SECRET, id).stream())
        .filter(secret -> secret.getSpec().hasDriver())
        .toList();
  }

  private void ask(Fetch fetch, Secret secret, Task task) {
    CompletableFuture<ProvidedSecret> answer = new CompletableFuture<>();
    Timer limit = loop.schedule(LIMIT, () -> answer.completeExceptionally(new IllegalStateException(
        "secret driver \"" + secret.getSpec().getDriver().getName() + "\" has not answered within "
            + LIMIT.toSeconds() + " s")));
    answer.whenComplete((provided, failure) -> {
      limit.cancel();
      settle(fetch, secret, task, Optional.ofNullable(provided), Optional.ofNullable(failure));
    });
    try {
      provider.fetch(secret, task).whenCompleteAsync((provided, failure) -> {
        if (failure == null) {
          answer.complete(provided);
        } else {
          answer.completeExceptionally(failure);
        }
      }, loop);
    } catch (RuntimeException broken) {
      answer.completeExceptionally(broken);
    }
  }

  private void settle(
      Fetch fetch, Secret secret, Task task, Optional<ProvidedSecret> provided, Optional<Throwable> failure) {
    provided.ifPresent(value -> fetch.provided.put(secret.getId(), value));
    failure.ifPresent(why -> {
      Throwable cause = why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
      String reason = "secret " + secret.getSpec().getAnnotations().getName() + " is left out: " + cause.getMessage();
      log.warn("task {}: {}", task.getId(), reason);
      leftOut.accept(task, reason);
    });
    if (--fetch.outstanding == 0) {
      fetch.settled.complete(null);
    }
  }

  /** The task needs nothing more. */
  public void forget(Task task) {
    if (!isAlive(task)) {
      forget(task.getId());
    }
  }

  /** The task has gone. */
  public void forget(String taskId) {
    fetches.remove(taskId);
  }

  @Override
  public Optional<ProvidedSecret> of(String taskId, String secretId) {
    return Optional.ofNullable(fetches.get(taskId)).map(fetch -> fetch.provided.get(secretId));
  }
}
