package io.swarmd.controlapi.forward;

import io.grpc.Channel;
import io.swarmd.store.group.ManagerGroup.Member;

/** Connections to other managers' remote ports, made with this manager's own certificate and kept. */
public interface LeaderChannels {

  /** The channel to the member; returns at once, connected or not. */
  Channel to(Member member);
}
