package io.swarmd.swarmd.leave;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.v1.FarewellGrpc;
import io.swarmd.api.v1.RemoveOwnNodeRequest;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.remote.KnownManager;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.swarmd.FailureText;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Asks the managers, one after the other, to remove the caller's own node. Blocks for some seconds at most. */
public final class Farewell {

  private static final int CALL_SECONDS = 5;
  private static final int MOST_MANAGERS = 3;

  private final KnownManagers managers;
  private final Function<String, ManagedChannel> connect;

  /** @param connect opens a channel to a manager's address, with the node's certificate */
  public Farewell(KnownManagers managers, Function<String, ManagedChannel> connect) {
    this.managers = managers;
    this.connect = connect;
  }

  /** Why the node is not removed, where it is not. */
  Optional<String> say(String nodeId) {
    Optional<String> failure = Optional.of("no manager is known");
    Set<String> asked = new HashSet<>(Set.of(nodeId));
    for (int count = 0; count < MOST_MANAGERS; count++) {
      Optional<KnownManager> next = another(asked);
      if (next.isEmpty()) {
        break;
      }
      asked.add(next.get().address());
      failure = ask(next.get().address());
      if (failure.isEmpty()) {
        break;
      }
    }
    return failure;
  }

  private Optional<KnownManager> another(Set<String> asked) {
    try {
      return Optional.of(managers.select(asked));
    } catch (IdentityException nobodyElse) {
      return Optional.empty();
    }
  }

  private Optional<String> ask(String address) {
    ManagedChannel channel = connect.apply(address);
    try {
      FarewellGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
          .removeOwnNode(RemoveOwnNodeRequest.getDefaultInstance());
      return Optional.empty();
    } catch (StatusRuntimeException failed) {
      return failure(failed, address);
    } finally {
      channel.shutdownNow();
    }
  }

  private static Optional<String> failure(StatusRuntimeException failed, String address) {
    Status.Code code = failed.getStatus().getCode();
    String text = FailureText.of(failed);
    if (code == Status.Code.NOT_FOUND || code == Status.Code.PERMISSION_DENIED && text.contains("was removed from swarm")) {
      return Optional.empty();
    }
    return Optional.of(code == Status.Code.UNIMPLEMENTED
        ? "the manager at " + address + " keeps nodes that left until they are removed"
        : "the manager at " + address + " says: " + text);
  }
}
