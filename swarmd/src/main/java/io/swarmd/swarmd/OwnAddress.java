package io.swarmd.swarmd;

import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.NodeChannels;
import io.swarmd.loop.Environment;
import io.swarmd.membership.join.ChannelJoinCall;
import io.swarmd.membership.join.ManagerJoin;
import io.swarmd.store.group.ManagerGroup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the address under which the members list this manager what it was started with: one that was started at another
 * address joins once more, which gives it that address and leaves its raft id (identity sheet, 13.6 and 19.6). It asks
 * itself, as any manager passes the call on to the leader. Looks whenever leader or members change.
 */
final class OwnAddress implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(OwnAddress.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ManagerGroup group;
  private final String address;
  private final ManagerJoin join;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile boolean closed;

  private OwnAddress(ManagerGroup group, String address, ManagerJoin join) {
    this.group = group;
    this.address = address;
    this.join = join;
  }

  /** Begins to look. */
  static OwnAddress keep(Environment environment, NodeIdentity identity, ManagerGroup group, String address) {
    OwnAddress kept = new OwnAddress(group, address, new ManagerJoin(environment,
        new ChannelJoinCall(() -> NodeChannels.toManager(identity, address).build())));
    group.onChange(kept::look);
    kept.look();
    return kept;
  }

  private void look() {
    if (!closed && isListedElsewhere() && asking.compareAndSet(false, true)) {
      join.join(address, PATIENCE).whenComplete((answer, failure) -> {
        asking.set(false);
        if (failure == null) {
          log.info("this manager is known at {} from now on", address);
        } else {
          log.warn("the other managers could not be told the address {}: {}", address, FailureText.of(failure));
        }
      });
    }
  }

  private boolean isListedElsewhere() {
    long self = group.ownRaftId();
    return group.members().stream().anyMatch(member -> member.raftId() == self && !member.address().equals(address));
  }

  @Override
  public void close() {
    closed = true;
    join.close();
  }
}
