package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.swarmd.api.AttachNetworkRequest;
import io.swarmd.api.DetachNetworkRequest;
import io.swarmd.api.Network;
import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.Node;
import io.swarmd.api.ResourceAllocatorGrpc;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.identity.Caller;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.GivenGroup;
import io.swarmd.store.simulated.StoreFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nodes ask for containers of their own (dispatch sheet, section 8). */
class AttachmentCallsTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(7);
  private final StoreFixture store = StoreFixture.leading(environment);
  private String callerId = "w1";
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void serve() throws IOException {
    String name = InProcessServerBuilder.generateName();
    server = InProcessServerBuilder.forName(name).directExecutor().addService(ServerInterceptors.intercept(
        new ResourceAllocatorService(environment, store.store(), new GivenGroup(), Runnable::run),
        new AsCaller())).build().start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    store.commit(Node.newBuilder().setId("w1").build(), Node.newBuilder().setId("w2").build(),
        network("n1", "front", true), network("n2", "back", false));
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private final class AsCaller implements ServerInterceptor {

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      Caller caller = new Caller(callerId, Set.of(Caller.WORKER), "cluster", "10.0.0.9:555", Optional.empty());
      return Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
    }
  }

  private static Network network(String id, String name, boolean attachable) {
    Network.Builder network = Network.newBuilder().setId(id);
    network.getSpecBuilder().setAttachable(attachable).getAnnotationsBuilder().setName(name);
    return network.build();
  }

  private <R> R call(Function<ResourceAllocatorGrpc.ResourceAllocatorFutureStub, ListenableFuture<R>> method) {
    ListenableFuture<R> answer = method.apply(ResourceAllocatorGrpc.newFutureStub(channel));
    environment.runFor(Duration.ofMillis(1));
    assertThat(answer.isDone()).as("answered").isTrue();
    try {
      return answer.get();
    } catch (ExecutionException refused) {
      throw (StatusRuntimeException) refused.getCause();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private String attach(String target, String... addresses) {
    AttachNetworkRequest request = AttachNetworkRequest.newBuilder().setContainerId("c1")
        .setConfig(NetworkAttachmentConfig.newBuilder().setTarget(target).addAllAddresses(List.of(addresses))).build();
    return call(stub -> stub.attachNetwork(request)).getAttachmentId();
  }

  private void detach(String id) {
    call(stub -> stub.detachNetwork(DetachNetworkRequest.newBuilder().setAttachmentId(id).build()));
  }

  private static void refused(Code code, String text, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
      assertThat(refused.getStatus().getCode()).isEqualTo(code);
      assertThat(refused.getStatus().getDescription()).isEqualTo(text);
    });
  }

  @Test
  void anAttachmentIsATaskOnTheCallersNode() {
    Task task = store.get(Table.TASK, attach("n1", "10.0.0.7"));
    assertThat(task.getNodeId()).isEqualTo("w1");
    assertThat(task.getServiceId()).isEmpty();
    assertThat(task.getSpec().getAttachment().getContainerId()).isEqualTo("c1");
    assertThat(task.getSpec().getNetworksList()).singleElement().satisfies(wanted -> {
      assertThat(wanted.getTarget()).isEqualTo("n1");
      assertThat(wanted.getAddressesList()).containsExactly("10.0.0.7");
    });
    assertThat(task.getStatus().getState()).isEqualTo(TaskState.NEW);
    assertThat(task.getStatus().getMessage()).isEqualTo("created");
    assertThat(task.getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void aNetworkIsFoundByIdAndByName() {
    store.commit(network("front2", "n1x", true), network("n3", "front2", false));
    assertThat(store.get(Table.TASK, attach("front")).getSpec().getNetworks(0).getTarget()).isEqualTo("n1");
    assertThat(store.get(Table.TASK, attach("front2")).getSpec().getNetworks(0).getTarget()).as("ids go first")
        .isEqualTo("front2");
  }

  @Test
  void whatCannotBeAttachedToIsRefused() {
    refused(Code.NOT_FOUND, "network nowhere not found", () -> attach("nowhere"));
    refused(Code.PERMISSION_DENIED, "network back not manually attachable", () -> attach("back"));
    refused(Code.INVALID_ARGUMENT, "invalid argument", () -> attach(""));
    refused(Code.INVALID_ARGUMENT, "invalid address ten: give one as 10.0.1.7 or 10.0.1.7/24",
        () -> attach("front", "10.0.0.7/24", "ten"));
    callerId = "gone";
    refused(Code.NOT_FOUND, "node gone not found", () -> attach("front"));
    assertThat(store.view().all(Table.TASK)).isEmpty();
  }

  @Test
  void detachingDeletesTheTask() {
    String id = attach("front");
    detach(id);
    assertThat(store.view().all(Table.TASK)).isEmpty();
    refused(Code.NOT_FOUND, "attachment " + id + " not found", () -> detach(id));
    refused(Code.INVALID_ARGUMENT, "invalid argument", () -> detach(""));
  }

  @Test
  void onlyTheNodeItIsOnDetachesAnAttachment() {
    String id = attach("front");
    callerId = "w2";
    refused(Code.PERMISSION_DENIED, "attachment " + id + " doesn't belong to this node", () -> detach(id));
    assertThat(store.view().get(Table.TASK, id)).isPresent();
  }

  @Test
  void aTaskOfAServiceIsNoAttachment() {
    Task.Builder task = Task.newBuilder().setId("t1").setServiceId("s").setNodeId("w1");
    task.getSpecBuilder().getContainerBuilder().setImage("busybox");
    store.commit(task.build());
    refused(Code.NOT_FOUND, "attachment t1 not found", () -> detach("t1"));
    assertThat(store.view().get(Table.TASK, "t1")).isPresent();
  }
}
