package io.swarmd.agent.worker;

import io.swarmd.api.TaskState;

/** What a task does next, given where it is and where the managers want it (dispatch sheet, 4.3). */
sealed interface TaskStep {

  /** Nothing, until an update comes. */
  record Pause() implements TaskStep {}

  /** On to the next state, without work. */
  record Move(TaskState state, String message) implements TaskStep {}

  /** A call to the controller. */
  record Call(Operation operation) implements TaskStep {}

  TaskStep PAUSE = new Pause();

  /** The table of the sheet, read from the top. */
  static TaskStep next(TaskState desired, TaskState state) {
    if (atLeast(desired, TaskState.SHUTDOWN)) {
      return atLeast(state, TaskState.COMPLETE) ? PAUSE : new Call(Operation.SHUTDOWN);
    }
    if (state.getNumber() > desired.getNumber()) {
      return PAUSE;
    }
    return switch (state) {
      case PREPARING -> new Call(Operation.PREPARE);
      case STARTING -> new Call(Operation.START);
      case RUNNING -> new Call(Operation.AWAIT_END);
      default -> state == desired ? PAUSE : withoutWork(state);
    };
  }

  private static TaskStep withoutWork(TaskState state) {
    return switch (state) {
      case NEW, PENDING, ASSIGNED -> new Move(TaskState.ACCEPTED, "accepted");
      case ACCEPTED -> new Move(TaskState.PREPARING, "preparing");
      case READY -> new Move(TaskState.STARTING, "starting");
      default -> PAUSE;
    };
  }

  private static boolean atLeast(TaskState state, TaskState bound) {
    return state.getNumber() >= bound.getNumber();
  }
}
