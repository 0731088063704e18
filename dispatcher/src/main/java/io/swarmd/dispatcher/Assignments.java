package io.swarmd.dispatcher;

import io.swarmd.api.Task;
import io.swarmd.dispatcher.assignment.TaskStream;
import io.swarmd.store.Change;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Brings changes of tasks to the streams of the nodes they concern, by the node's id: the work is that of the change,
 * however many nodes there are. Owned by the dispatcher's loop.
 */
final class Assignments {

  private final Surroundings at;
  private final NodeRegistry registry;
  private final Set<TaskStream> touched = new LinkedHashSet<>();
  private boolean flushPlanned;
  private StoreView view;

  Assignments(Surroundings at, NodeRegistry registry) {
    this.at = at;
    this.registry = registry;
    this.view = at.store().view();
  }

  /** Opens a stream of the node with all its tasks. */
  void open(NodeRecord record, TaskStream stream, StreamHandle handle) {
    if (handle.isCancelled()) {
      return;
    }
    record.add(stream);
    handle.bind(stream::flush, () -> {
      record.remove(stream);
      touched.remove(stream);
    });
    stream.open(tasksOf(record.nodeId()), view);
  }

  /** What is opened or changed from now on is seen in this state. */
  void advance(StoreView after) {
    view = after;
  }

  void changed(Change<Task> change) {
    Task task = change.object();
    switch (change) {
      case Change.Created<Task> created -> toStreams(task.getNodeId(), stream -> stream.put(task, view));
      case Change.Updated<Task> updated -> {
        if (!updated.old().getNodeId().equals(task.getNodeId())) {
          toStreams(updated.old().getNodeId(), stream -> stream.remove(task.getId()));
        }
        toStreams(task.getNodeId(), stream -> stream.put(task, view));
      }
      case Change.Deleted<Task> deleted -> toStreams(task.getNodeId(), stream -> stream.remove(task.getId()));
    }
  }

  /** Changes were missed: every open stream is brought to the state given. */
  void resync(StoreView now) {
    view = now;
    for (NodeRecord record : registry.all()) {
      if (!record.taskStreams().isEmpty()) {
        Collection<Task> tasks = tasksOf(record.nodeId());
        toStreams(record.nodeId(), stream -> stream.replace(tasks, now));
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
