package io.swarmd.controlapi.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.CreateServiceResponse;
import io.swarmd.api.DispatcherGrpc;
import io.swarmd.api.HeartbeatRequest;
import io.swarmd.api.HeartbeatResponse;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.v1.ExplainTasksRequest;
import io.swarmd.api.v1.ExplainTasksResponse;
import io.swarmd.api.v1.WaitingGrpc;
import io.swarmd.api.v1.WaitingTask;
import io.swarmd.controlapi.ControlService;
import io.swarmd.controlapi.health.HealthService;
import io.swarmd.identity.Caller;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Store;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.GivenGroup;
import io.swarmd.store.group.ManagerGroup.Member;
import io.swarmd.store.simulated.StoreFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls on a follower, carried to the leader: two or three managers in one process on one simulated clock. */
class LeaderProxyTest {

  private static final Metadata.Key<String> REDIRECT =
      Metadata.Key.of("redirect", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> FORWARDED_NAME =
      Metadata.Key.of("forwarded_cert_cn", Metadata.ASCII_STRING_MARSHALLER);
  private static final Member LEADER = new Member(2, "leader", "leader:4242", true, true);
  private static final Caller SELF =
      new Caller("follower", Set.of(Caller.MANAGER), "cluster", "", Optional.empty());
  private static final Caller WORKER =
      new Caller("w1", Set.of(Caller.WORKER), "cluster", "10.0.0.9:555", Optional.empty());

  private final SimulatedEnvironment environment = new SimulatedEnvironment(3);
  private final StoreFixture leaderStore = StoreFixture.leading(environment);
  private final StoreFixture followerStore = StoreFixture.leading(environment);
  private final GivenGroup managers = new GivenGroup().put(LEADER);
  private final Map<String, ManagedChannel> channels = new HashMap<>();
  private final List<Server> servers = new ArrayList<>();
  private final List<Metadata> atLeader = new ArrayList<>();
  private final List<String> heartbeats = new ArrayList<>();

  @BeforeEach
  void deposeFollower() {
    followerStore.group().depose();
    environment.runDue();
  }

  @AfterEach
  void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
    servers.forEach(Server::shutdownNow);
  }

  /** A manager's server under the name of its address. */
  private Server serve(String address, Store store, ServerInterceptor... interceptors) {
    InProcessServerBuilder builder = InProcessServerBuilder.forName(address).directExecutor();
    builder.addService(ServerInterceptors.interceptForward(
        new ControlService(environment, store, managers, Runnable::run), interceptors));
    builder.addService(ServerInterceptors.interceptForward(new Beats(address), interceptors));
    builder.addService(ServerInterceptors.interceptForward(new Explainer(address), interceptors));
    HealthService health = new HealthService(HealthService.RAFT);
    health.set(HealthService.RAFT, true);
    builder.addService(health);
    try {
      Server server = builder.build().start();
      servers.add(server);
      return server;
    } catch (IOException taken) {
      throw new IllegalStateException(taken);
    }
  }

  private Channel channel(String address) {
    return channels.computeIfAbsent(address,
        name -> InProcessChannelBuilder.forName(name).directExecutor().build());
  }

  private LeaderProxy proxy(Port port) {
    return new LeaderProxy(port, environment, followerStore.store(), managers, member -> channel(member.address()));
  }

  private ServerInterceptor calledBy(Caller caller) {
    return new ServerInterceptor() {
      @Override
      public <Q, R> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
      }
    };
  }

  private ServerInterceptor listening() {
    return new ServerInterceptor() {
      @Override
      public <Q, R> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        atLeader.add(headers);
        return next.startCall(call, headers);
      }
    };
  }

  /** Gives the address of the manager that was asked for a reason. */
  private static final class Explainer extends WaitingGrpc.WaitingImplBase {
    private final String address;

    Explainer(String address) {
      this.address = address;
    }

    @Override
    public void explainTasks(ExplainTasksRequest request, StreamObserver<ExplainTasksResponse> observer) {
      observer.onNext(ExplainTasksResponse.newBuilder().addTasks(WaitingTask.newBuilder().setText(address)).build());
      observer.onCompleted();
    }
  }

  /** Notes which manager was asked; its sessions send two messages and stay. */
  private final class Beats extends DispatcherGrpc.DispatcherImplBase {
    private final String address;

    Beats(String address) {
      this.address = address;
    }

    @Override
    public void heartbeat(HeartbeatRequest request, StreamObserver<HeartbeatResponse> observer) {
      heartbeats.add(address);
      observer.onNext(HeartbeatResponse.getDefaultInstance());
      observer.onCompleted();
    }

    @Override
    public void session(SessionRequest request, StreamObserver<SessionMessage> observer) {
      observer.onNext(SessionMessage.newBuilder().setSessionId("one").build());
      observer.onNext(SessionMessage.newBuilder().setSessionId("two").build());
      observer.onError(Status.NOT_FOUND.withDescription("session ended").asRuntimeException());
    }
  }

  private static CreateServiceRequest request() {
    ServiceSpec.Builder spec = ServiceSpec.newBuilder();
    spec.getAnnotationsBuilder().setName("web");
    spec.getTaskBuilder().getContainerBuilder().setImage("host");
    spec.getReplicatedBuilder().setReplicas(1);
    return CreateServiceRequest.newBuilder().setSpec(spec).build();
  }

  private ListenableFuture<CreateServiceResponse> create(Metadata headers) {
    ListenableFuture<CreateServiceResponse> answer = ControlGrpc.newFutureStub(channel("follower"))
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)).createService(request());
    environment.runDue();
    return answer;
  }

  private static Status refusal(ListenableFuture<?> answer) {
    assertThat(answer.isDone()).isTrue();
    try {
      throw new AssertionError("was answered: " + answer.get());
    } catch (ExecutionException refused) {
      return ((StatusRuntimeException) refused.getCause()).getStatus();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Tag("control-3")
  @Test
  void aFollowersSocketLetsTheLeaderCreateAsTheFollowersOwnCall() throws Exception {
    serve("leader:4242", leaderStore.store(), listening());
    serve("follower", followerStore.store(), calledBy(SELF), proxy(Port.CONTROL_SOCKET));

    String id = create(new Metadata()).get().getService().getId();

    assertThat(leaderStore.view().get(Table.SERVICE, id)).isPresent();
    assertThat(atLeader).hasSize(1);
    assertThat(atLeader.getFirst().get(REDIRECT)).isNotNull();
    assertThat(atLeader.getFirst().get(FORWARDED_NAME)).isNull();
  }

  @Tag("control-3")
  @Test
  void aSecondHopIsRefused() {
    serve("leader:4242", leaderStore.store());
    serve("follower", followerStore.store(), calledBy(SELF), proxy(Port.CONTROL_SOCKET));
    Metadata hopped = new Metadata();
    hopped.put(REDIRECT, "10.0.0.1:1");

    Status status = refusal(create(hopped));

    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(status.getDescription()).isEqualTo("more than one redirect to leader from: [10.0.0.1:1]");
  }

  @Test
  void whyTasksWaitIsToldByTheLeader() {
    serve("leader:4242", leaderStore.store());
    serve("follower", followerStore.store(), calledBy(SELF), proxy(Port.CONTROL_SOCKET));

    ExplainTasksResponse answer = WaitingGrpc.newBlockingStub(channel("follower"))
        .explainTasks(ExplainTasksRequest.getDefaultInstance());

    assertThat(answer.getTasks(0).getText()).isEqualTo("leader:4242");
  }

  @Test
  void whatTheLeaderRefusesReachesTheCallerAsItIs() throws Exception {
    serve("leader:4242", leaderStore.store());
    serve("follower", followerStore.store(), calledBy(SELF), proxy(Port.CONTROL_SOCKET));
    create(new Metadata()).get();

    Status status = refusal(create(new Metadata()));

    assertThat(status.getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(status.getDescription()).isEqualTo("name conflicts with an existing object: service web already exists");
  }

  @Test
  void theRemotePortForwardsInTheCallersNameAndServesControlItself() {
    serve("leader:4242", leaderStore.store(), listening());
    serve("follower", followerStore.store(), calledBy(WORKER), proxy(Port.REMOTE));

    DispatcherGrpc.newBlockingStub(channel("follower")).heartbeat(HeartbeatRequest.getDefaultInstance());

    assertThat(heartbeats).containsExactly("leader:4242");
    assertThat(atLeader.getFirst().get(FORWARDED_NAME)).isEqualTo("w1");
    assertThat(atLeader.getFirst().get(REDIRECT)).isEqualTo("10.0.0.9:555");
    assertThat(refusal(create(new Metadata())).getDescription())
        .isEqualTo("raft: failed to process the request: node lost leader status");
  }

  @Test
  void streamsAreCarriedToTheirEnd() {
    serve("leader:4242", leaderStore.store());
    serve("follower", followerStore.store(), calledBy(WORKER), proxy(Port.REMOTE));
    List<String> received = new ArrayList<>();

    assertThatThrownBy(() -> DispatcherGrpc.newBlockingStub(channel("follower"))
        .session(SessionRequest.getDefaultInstance())
        .forEachRemaining(message -> received.add(message.getSessionId())))
        .hasMessageContaining("session ended");

    assertThat(received).containsExactly("one", "two");
  }

  @Test
  void theLeaderAnswersItself() {
    managers.own(LEADER.raftId());
    Server own = serve("own", leaderStore.store(), calledBy(WORKER), new LeaderProxy(
        Port.REMOTE, environment, leaderStore.store(), managers, member -> channel("nowhere")));

    DispatcherGrpc.newBlockingStub(channel("own")).heartbeat(HeartbeatRequest.getDefaultInstance());

    assertThat(heartbeats).containsExactly("own");
    assertThat(own.isShutdown()).isFalse();
  }

  @Test
  void withoutALeaderACallWaitsForTheNextOne() {
    serve("leader:4242", leaderStore.store());
    serve("follower", followerStore.store(), calledBy(WORKER), proxy(Port.REMOTE));
    managers.leaderless(environment.monotonicNanos());
    ListenableFuture<HeartbeatResponse> answer =
        DispatcherGrpc.newFutureStub(channel("follower")).heartbeat(HeartbeatRequest.getDefaultInstance());
    environment.runFor(Duration.ofMillis(600));
    assertThat(answer.isDone()).isFalse();

    managers.led();
    environment.runFor(Duration.ofMillis(100));

    assertThat(answer.isDone()).isTrue();
    assertThat(heartbeats).containsExactly("leader:4242");
  }

  @Test
  @Tag("identity-72")
  void withoutALeaderACallEndsWithinElevenTicks() {
    serve("follower", followerStore.store(), calledBy(WORKER), proxy(Port.REMOTE));
    managers.leaderless(environment.monotonicNanos());
    ListenableFuture<HeartbeatResponse> answer =
        DispatcherGrpc.newFutureStub(channel("follower")).heartbeat(HeartbeatRequest.getDefaultInstance());

    environment.runFor(Duration.ofMillis(1100));

    assertThat(refusal(answer).getCode()).isEqualTo(Status.Code.UNKNOWN);
    assertThat(refusal(answer).getDescription()).startsWith("The swarm does not have a leader.");
  }

  @Test
  void anUnreachableLeadersCallIsRepeatedWithTheNextLeader() {
    serve("next:4242", leaderStore.store());
    serve("follower", followerStore.store(), calledBy(WORKER), proxy(Port.REMOTE));
    ListenableFuture<HeartbeatResponse> answer =
        DispatcherGrpc.newFutureStub(channel("follower")).heartbeat(HeartbeatRequest.getDefaultInstance());
    environment.runFor(Duration.ofMillis(50));
    assertThat(answer.isDone()).isFalse();

    managers.put(new Member(2, "leader", "leader:4242", false, false))
        .put(new Member(3, "next", "next:4242", true, true));
    environment.runFor(Duration.ofMillis(600));

    assertThat(answer.isDone()).isTrue();
    assertThat(heartbeats).containsExactly("next:4242");
  }

  @Test
  void anUnreachableLeadersCallIsRepeatedHereWhenThisManagerWins() throws Exception {
    serve("follower", followerStore.store(), calledBy(WORKER), proxy(Port.REMOTE));
    ListenableFuture<HeartbeatResponse> answer =
        DispatcherGrpc.newFutureStub(channel("follower")).heartbeat(HeartbeatRequest.getDefaultInstance());
    environment.runFor(Duration.ofMillis(50));

    followerStore.group().elect(0);
    environment.runFor(Duration.ofMillis(600));

    assertThat(answer.get()).isEqualTo(HeartbeatResponse.getDefaultInstance());
    assertThat(heartbeats).containsExactly("follower");
  }

  @Test
  void aLeaderThatComesBackIsAskedOnceItServesAgain() {
    serve("follower", followerStore.store(), calledBy(WORKER), proxy(Port.REMOTE));
    ListenableFuture<HeartbeatResponse> answer =
        DispatcherGrpc.newFutureStub(channel("follower")).heartbeat(HeartbeatRequest.getDefaultInstance());
    environment.runFor(Duration.ofMillis(700));
    assertThat(answer.isDone()).isFalse();

    serve("leader:4242", leaderStore.store());
    channels.remove("leader:4242").shutdownNow();
    environment.runFor(Duration.ofMillis(600));

    assertThat(answer.isDone()).isTrue();
    assertThat(heartbeats).containsExactly("leader:4242");
  }
}
