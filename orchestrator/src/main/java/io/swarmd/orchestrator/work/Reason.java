package io.swarmd.orchestrator.work;

/** Why a slot has to be looked at; reasons are taken up in this order. */
public enum Reason {
  /** A task may have failed or lost its node, or the service is gone. */
  CHECK,
  /** A task's delayed start has fallen due. */
  START,
  /** The node of a global service's slot changed. */
  NODE,
  /** The service's update has a step to make here. */
  UPDATE,
  /** A task is to be moved to another node; of the slot {@link Worklist#whole}: some may have to be. */
  MOVE,
  /** The service's update has something to write about the service itself; the slot is {@link Worklist#whole}. */
  STATUS
}
