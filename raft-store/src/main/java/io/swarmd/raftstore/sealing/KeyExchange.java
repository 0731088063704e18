package io.swarmd.raftstore.sealing;

import io.swarmd.store.group.ManagerGroup.Member;
import java.util.concurrent.CompletableFuture;

/** Calls to the other managers about the data keys. Their futures fail within seconds, with one line. */
public interface KeyExchange {

  /** Done once that manager holds the keys on its disk; gives all it holds then. */
  CompletableFuture<KeyRing> offer(Member member, KeptKeys keys);

  /** Asks the leader for a key newer than the newest of this ring; gives what the leader holds. */
  CompletableFuture<KeyRing> requestRotation(Member leader, KeyRing held);
}
