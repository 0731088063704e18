package io.swarmd.agent.worker;

import io.swarmd.agent.exec.TaskController;
import io.swarmd.api.TaskState;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A call to the controller and the state its success leads to (dispatch sheet, 4.3). */
enum Operation {
  PREPARE(TaskController::prepare, TaskState.READY, "prepared"),
  START(TaskController::start, TaskState.RUNNING, "started"),
  AWAIT_END(TaskController::awaitEnd, TaskState.COMPLETE, "finished"),
  SHUTDOWN(TaskController::shutdown, TaskState.SHUTDOWN, "shutdown");

  private final Function<TaskController, CompletableFuture<Void>> call;
  private final TaskState success;
  private final String message;

  Operation(Function<TaskController, CompletableFuture<Void>> call, TaskState success, String message) {
    this.call = call;
    this.success = success;
    this.message = message;
  }

  CompletableFuture<Void> callOn(TaskController controller) {
    return call.apply(controller);
  }

  TaskState success() {
    return success;
  }

  String message() {
    return message;
  }
}
