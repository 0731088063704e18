package io.swarmd.membership.service;

import io.grpc.Status;

/**
 * What managers of the original are told that try to take part: a Docker Engine shows it as the reason why its {@code
 * docker swarm join} failed (identity sheet, 0.2).
 */
final class OtherKind {

  private static final String TEXT = "swarmd managers do not speak SwarmKit's Raft protocol: a Docker "
      + "Engine or SwarmKit manager cannot be a manager of this cluster, join it with the worker token";

  /** To one that wants to be a member. */
  static final Status REFUSAL = Status.FAILED_PRECONDITION.withDescription(TEXT);
  /** To one that sends messages as if it were. */
  static final Status MESSAGE = Status.UNIMPLEMENTED.withDescription(TEXT);

  private OtherKind() {}
}
