package io.swarmd.swarmd.leave;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.v1.FarewellGrpc;
import io.swarmd.api.v1.RemoveOwnNodeRequest;
import io.swarmd.api.v1.RemoveOwnNodeResponse;
import io.swarmd.identity.remote.KnownManager;
import io.swarmd.identity.remote.KnownManagers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FarewellTest {

  private static final String SELF = "self";

  private final List<Server> servers = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void stop() {
    servers.forEach(Server::shutdownNow);
  }

  private String manager(Status answer) throws IOException {
    String name = UUID.randomUUID().toString();
    servers.add(InProcessServerBuilder.forName(name).directExecutor().addService(new FarewellGrpc.FarewellImplBase() {
      @Override
      public void removeOwnNode(RemoveOwnNodeRequest request, StreamObserver<RemoveOwnNodeResponse> observer) {
        asked.incrementAndGet();
        if (answer.isOk()) {
          observer.onNext(RemoveOwnNodeResponse.getDefaultInstance());
          observer.onCompleted();
        } else {
          observer.onError(answer.asRuntimeException());
        }
      }
    }).build().start());
    return name;
  }

  private static Farewell farewell(String... addresses) {
    List<KnownManager> known = Stream.of(addresses).map(address -> new KnownManager("of-" + address, address)).toList();
    return new Farewell(new KnownManagers(new Random(1), known, changed -> {}), FarewellTest::connect);
  }

  private static ManagedChannel connect(String address) {
    return InProcessChannelBuilder.forName(address).directExecutor().build();
  }

  @Test
  void isSaidOnce() throws IOException {
    assertThat(farewell(manager(Status.OK), manager(Status.OK)).say(SELF)).isEmpty();
    assertThat(asked).hasValue(1);
  }

  @Test
  void isSaidToAnotherManagerWhereOneDoesNotAnswer() throws IOException {
    Status leaderless = Status.UNKNOWN.withDescription("The swarm does not have a leader.");
    assertThat(farewell(manager(leaderless), manager(Status.OK), "nobody").say(SELF)).isEmpty();
    assertThat(farewell(manager(leaderless)).say(SELF).orElseThrow()).endsWith("says: The swarm does not have a leader.");
  }

  /** The node was removed before, or the first answer was lost. */
  @Test
  void whoIsGoneAlreadyHasLeft() throws IOException {
    assertThat(farewell(manager(Status.NOT_FOUND.withDescription("node self not found"))).say(SELF)).isEmpty();
    assertThat(farewell(manager(Status.PERMISSION_DENIED.withDescription(
        "Permission denied: node self was removed from swarm"))).say(SELF)).isEmpty();
  }

  @Test
  void managersOfAnotherKindKeepTheNode() throws IOException {
    String engine = UUID.randomUUID().toString();
    servers.add(InProcessServerBuilder.forName(engine).directExecutor().build().start());
    assertThat(farewell(engine).say(SELF).orElseThrow()).isEqualTo(
        "the manager at " + engine + " keeps nodes that left until they are removed");
  }

  @Test
  void withoutAManagerThereIsNobodyToTell() {
    KnownManagers itself = new KnownManagers(new Random(1), List.of(new KnownManager(SELF, "here")), changed -> {});
    assertThat(new Farewell(itself, FarewellTest::connect).say(SELF)).contains("no manager is known");
  }
}
