package io.swarmd.identity.join;

import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.loop.EventLoop;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Asks what the cluster's managers lock their keys with, as the manager a node is about to become: on the disk of a
 * manager of a locked cluster no key ever lies in clear (identity sheet, section 5, step 4).
 *
 * @param connector connects with the credentials of that manager
 */
record UnlockKeyRequest(EventLoop loop, Function<NodeCredentials, AuthorityConnector> connector) {

  CompletableFuture<KeyLock> ask(NodeCredentials manager, Attempts attempts) {
    AuthorityConnector asManager = connector.apply(manager);
    Set<String> tried = new HashSet<>();
    return attempts.run(loop, number -> {
      AuthorityConnection connection = asManager.open(number == 0 ? Set.of() : tried, true);
      tried.clear();
      tried.add(connection.address());
      return connection.unlockKey().whenComplete((lock, failure) -> connection.close(failure == null));
    });
  }
}
