package io.swarmd.agent.worker;

import io.swarmd.agent.exec.TaskController;
import io.swarmd.api.Task;

/** Hears of tasks as they get and lose their controllers. Called on the worker's loop. */
public interface TaskWatcher {

  /** Hears nothing. */
  TaskWatcher NONE = new TaskWatcher() {
    @Override
    public void taken(Task task, TaskController controller) {}

    @Override
    public void removed(String taskId) {}
  };

  void taken(Task task, TaskController controller);

  void removed(String taskId);
}
