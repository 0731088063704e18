package io.swarmd.swarmd;

import io.grpc.Channel;
import io.swarmd.agent.Agent;
import io.swarmd.identity.Role;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.swarmd.leave.LeavingNode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A node's parts, as leaving needs them.
 *
 * @param begin whether the node was not ending yet; nothing else ends it then
 * @param erasure ends what runs besides the agent, and empties the state directory
 * @param ended told at the very end
 */
record NodeDeparture(NodeIdentity identity, ManagerHalf half, Agent agent, BooleanSupplier begin, Runnable erasure,
    Consumer<Optional<String>> ended) implements LeavingNode {

  @Override
  public String nodeId() {
    return identity.current().nodeId();
  }

  @Override
  public boolean isManager() {
    return identity.current().role() == Role.MANAGER;
  }

  @Override
  public Optional<Channel> manager() {
    return half.channel();
  }

  @Override
  public CompletableFuture<Void> becomesWorker() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    identity.onChange(renewed -> completeIfWorker(done));
    completeIfWorker(done);
    return done;
  }

  private void completeIfWorker(CompletableFuture<Void> done) {
    if (!isManager()) {
      done.complete(null);
    }
  }

  @Override
  public boolean beginEnd() {
    return begin.getAsBoolean();
  }

  @Override
  public CompletableFuture<Void> endTasks() {
    return agent.leave();
  }

  @Override
  public void erase() {
    erasure.run();
  }

  @Override
  public void end(Optional<String> failure) {
    ended.accept(failure);
  }
}
