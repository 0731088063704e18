package io.swarmd.controlapi.forward;

import io.swarmd.store.group.ManagerGroup.Member;

/** Who is to answer a call. */
sealed interface Target {

  /** This manager leads. */
  record Here() implements Target {}

  /** Another manager leads. */
  record There(Member leader) implements Target {}
}
