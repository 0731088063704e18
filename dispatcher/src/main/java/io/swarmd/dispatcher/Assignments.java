package io.swarmd.dispatcher;

import io.swarmd.api.Task;
import io.swarmd.dispatcher.assignment.TaskStream;
import io.swarmd.dispatcher.secret.DriverSecrets;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.dispatcher.stream.StreamHandle;
import io.swarmd.store.Change;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Brings changes of tasks to the streams of the nodes they concern, by the node's id: the work is that of the change,
 * however many nodes there are. Owned by the dispatcher's loop.
 */
final class Assignments {

  private final Surroundings at;
  private final NodeRegistry registry;
  private final DriverSecrets secrets;
  private final Set<TaskStream> touched = new LinkedHashSet<>();
  private boolean flushPlanned;
  private StoreView view;

  Assignments(Surroundings at, NodeRegistry registry, DriverSecrets secrets) {
    this.at = at;
    this.registry = registry;
    this.secrets = secrets;
    this.view = at.store().view();
  }

  /** Opens a stream of the node with all its tasks, once the secrets are there that drivers keep for them. */
  void open(NodeRecord record, TaskStream stream, StreamHandle handle) {
    onceProvided(() -> tasksOf(record.nodeId()), () -> {
      try {
        begin(record, stream, handle);
      } catch (Refusal refused) {
        stream.end(refused);
      }
    });
  }

  private void begin(NodeRecord record, TaskStream stream, StreamHandle handle) {
    if (handle.isCancelled()) {
      return;
    }
    if (registry.find(record.nodeId()).filter(record::equals).isEmpty()) {
      throw new Refusal(Refusal.Reason.SESSION_INVALID);
    }
    record.add(stream);
    handle.bind(stream::flush, () -> {
      record.remove(stream);
      touched.remove(stream);
    });
    stream.open(tasksOf(record.nodeId()), view);
  }

  /** Takes the step when drivers have given all that the tasks need, also those that came meanwhile; mostly at once. */
  private void onceProvided(Supplier<Collection<Task>> tasks, Runnable step) {
    CompletableFuture<Void> provided = secrets.fetch(tasks.get(), view);
    if (provided.isDone()) {
      step.run();
    } else {
      provided.thenRun(() -> onceProvided(tasks, step));
    }
  }

  /** What is opened or changed from now on is seen in this state. */
  void advance(StoreView after) {
    view = after;
  }

  void changed(Change<Task> change) {
    Task task = change.object();
    switch (change) {
      case Change.Created<Task> created -> tell(task);
      case Change.Updated<Task> updated -> {
        if (!updated.old().getNodeId().equals(task.getNodeId())) {
          toStreams(updated.old().getNodeId(), stream -> stream.remove(task.getId()));
        }
        tell(task);
      }
      case Change.Deleted<Task> deleted -> {
        secrets.forget(task.getId());
        toStreams(task.getNodeId(), stream -> stream.remove(task.getId()));
      }
    }
  }

  /** A task whose secrets are not there yet is told as it is when they have come. */
  private void tell(Task task) {
    secrets.forget(task);
    if (!isWatched(task.getNodeId())) {
      return;
    }
    onceProvided(() -> view.get(Table.TASK, task.getId()).stream().toList(),
        () -> view.get(Table.TASK, task.getId())
            .ifPresent(now -> toStreams(now.getNodeId(), stream -> stream.put(now, view))));
  }

  private boolean isWatched(String nodeId) {
    return registry.find(nodeId).filter(record -> !record.taskStreams().isEmpty()).isPresent();
  }

  /** Changes were missed: every open stream is brought to the state given. */
  void resync(StoreView now) {
    view = now;
    for (NodeRecord record : registry.all()) {
      if (!record.taskStreams().isEmpty()) {
        onceProvided(() -> tasksOf(record.nodeId()), () -> {
          Collection<Task> tasks = tasksOf(record.nodeId());
          toStreams(record.nodeId(), stream -> stream.replace(tasks, view));
        });
      }
    }
  }

  private Collection<Task> tasksOf(String nodeId) {
    return view.find(Index.TASK_BY_NODE, nodeId);
  }

  private void toStreams(String nodeId, Consumer<TaskStream> what) {
    registry.find(nodeId).ifPresent(record -> record.taskStreams().forEach(stream -> {
      what.accept(stream);
      touched.add(stream);
    }));
    planFlush();
  }

  /** Flushes after the change sets that have already arrived, so that they go out together. */
  private void planFlush() {
    if (!flushPlanned && !touched.isEmpty()) {
      flushPlanned = true;
      at.loop().execute(() -> {
        flushPlanned = false;
        List<TaskStream> streams = new ArrayList<>(touched);
        touched.clear();
        streams.forEach(TaskStream::flush);
      });
    }
  }
}
