package io.swarmd.membership.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.HealthCheckRequest;
import io.swarmd.api.HealthCheckResponse;
import io.swarmd.api.HealthCheckResponse.ServingStatus;
import io.swarmd.api.HealthGrpc;
import io.swarmd.api.JoinRequest;
import io.swarmd.api.JoinResponse;
import io.swarmd.api.LeaveRequest;
import io.swarmd.api.ProcessRaftMessageRequest;
import io.swarmd.api.RaftGrpc;
import io.swarmd.api.RaftMember;
import io.swarmd.api.RaftMembershipGrpc;
import io.swarmd.api.ResolveAddressRequest;
import io.swarmd.identity.Caller;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.membership.Membership;
import io.swarmd.membership.ScriptedGroup;
import io.swarmd.membership.join.ChannelJoinCall;
import io.swarmd.store.simulated.StoreFixture;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The services over gRPC: codes, the caller's node, and what is refused. All runs on the test's thread. */
class MembershipServicesTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final StoreFixture store = StoreFixture.leading(environment);
  private final ScriptedGroup group = new ScriptedGroup("n1");
  private final String name = UUID.randomUUID().toString();
  private ServingStatus health = ServingStatus.SERVING;
  private Server server;
  private ManagedChannel channel;

  /** The health service of the joining manager. */
  private final class Health extends HealthGrpc.HealthImplBase {
    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
      assertThat(request.getService()).isEqualTo("Raft");
      observer.onNext(HealthCheckResponse.newBuilder().setStatus(health).build());
      observer.onCompleted();
    }
  }

  private static final class PlaceCaller implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      Caller caller =
          new Caller("n2", Set.of(Caller.MANAGER), "cluster-1", "192.0.2.5:40000", Optional.empty());
      return Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
    }
  }

  private ManagedChannel channel() {
    return InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  @BeforeEach
  void serve() throws Exception {
    Membership membership =
        new Membership(environment, store.store(), group, new ChannelHealthProbe(address -> channel()));
    server = InProcessServerBuilder.forName(name).directExecutor().intercept(new PlaceCaller())
        .addService(new RaftMembershipService(membership)).addService(new RaftService(group))
        .addService(new Health()).build().start();
    channel = channel();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private CompletableFuture<JoinResponse> join(String address) {
    CompletableFuture<JoinResponse> answer = new ChannelJoinCall(this::channel)
        .join(JoinRequest.newBuilder().setAddr(address).setCanManage(true).build(), Duration.ofSeconds(25));
    environment.runDue();
    return answer;
  }

  @Test
  void theNodeOfTheCertificateIsLetIn() {
    JoinResponse response = join("0.0.0.0:7000").join();
    assertThat(response.getMembersList()).extracting(RaftMember::getNodeId).containsExactly("n1", "n2");
    assertThat(response.getMembers(1).getAddr()).isEqualTo("192.0.2.5:7000");
    assertThat(response.getMembers(1).getRaftId()).isEqualTo(response.getRaftId());
    assertThat(response.getRemovedMembersList()).isEmpty();
  }

  @Test
  @Tag("identity-64")
  void refusalsHaveTheirCodes() {
    assertThat(join("nowhere").exceptionNow())
        .hasMessage("INVALID_ARGUMENT: invalid address nowhere in raft join request");
    health = ServingStatus.NOT_SERVING;
    assertThat(join("10.0.0.2:4242").exceptionNow()).hasMessageStartingWith("FAILED_PRECONDITION: could not connect "
        + "to prospective new cluster member using its advertised address: health check returned status NOT_SERVING");
    assertThatThrownBy(() -> RaftMembershipGrpc.newBlockingStub(channel).leave(LeaveRequest.getDefaultInstance()))
        .hasMessage("INVALID_ARGUMENT: no node information provided");
  }

  @Test
  void addressesAreTold() {
    RaftGrpc.RaftBlockingStub raft = RaftGrpc.newBlockingStub(channel);
    assertThat(raft.resolveAddress(ResolveAddressRequest.newBuilder().setRaftId(1).build()).getAddr())
        .isEqualTo("10.0.0.1:4242");
    assertThatThrownBy(() -> raft.resolveAddress(ResolveAddressRequest.newBuilder().setRaftId(0xbeef).build()))
        .hasMessage("NOT_FOUND: member beef not found");
  }

  @Test
  @Tag("identity-77")
  void aManagerOfTheOriginalIsRefusedAtOnce() {
    assertThatThrownBy(() -> RaftMembershipGrpc.newBlockingStub(channel)
        .join(JoinRequest.newBuilder().setAddr("10.0.0.2:4242").build()))
        .hasMessageStartingWith("FAILED_PRECONDITION: swarmd managers do not speak SwarmKit's Raft protocol")
        .hasMessageEndingWith("join it with the worker token");
    assertThat(group.members()).hasSize(1);
  }

  @Test
  @Tag("identity-77")
  void raftMessagesOfTheOriginalAreRefusedWithWhatToDo() {
    assertThatThrownBy(() -> RaftGrpc.newBlockingStub(channel)
        .processRaftMessage(ProcessRaftMessageRequest.getDefaultInstance()))
        .hasMessageStartingWith("UNIMPLEMENTED: swarmd managers do not speak SwarmKit's Raft protocol")
        .hasMessageEndingWith("join it with the worker token");
  }
}
