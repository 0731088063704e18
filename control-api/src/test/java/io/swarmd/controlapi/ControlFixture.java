package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.swarmd.api.Cluster;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.Network;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.fixture.GivenGroup;
import io.swarmd.store.simulated.StoreFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** The Control service over gRPC on a simulated machine: a call is made, time passes, the answer is there. */
final class ControlFixture implements AutoCloseable {

  final SimulatedEnvironment environment = new SimulatedEnvironment(7);
  final StoreFixture store = StoreFixture.leading(environment);
  final GivenGroup managers = new GivenGroup();
  final ScriptedAuthorities externals = new ScriptedAuthorities();
  private final Server server;
  private final ManagedChannel channel;

  ControlFixture() {
    String name = InProcessServerBuilder.generateName();
    try {
      server = InProcessServerBuilder.forName(name).directExecutor()
          .addService(new ControlService(environment, store.store(), managers, Runnable::run, externals))
          .build().start();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  /** Calls and lets what is due happen. */
  <R> R call(Function<ControlGrpc.ControlFutureStub, ListenableFuture<R>> method) {
    ListenableFuture<R> answer = method.apply(ControlGrpc.newFutureStub(channel));
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

  /** A call that is not waited for. */
  <R> ListenableFuture<R> begin(Function<ControlGrpc.ControlFutureStub, ListenableFuture<R>> method) {
    return method.apply(ControlGrpc.newFutureStub(channel));
  }

  <R> void refused(Status.Code code, String text, Function<ControlGrpc.ControlFutureStub, ListenableFuture<R>> method) {
    try {
      R answer = call(method);
      throw new AssertionError("was answered: " + answer);
    } catch (StatusRuntimeException refused) {
      assertThat(refused.getStatus().getDescription()).isEqualTo(text);
      assertThat(refused.getStatus().getCode()).isEqualTo(code);
    }
  }

  /** A replicated service of one task that is right in every way. */
  static ServiceSpec.Builder spec(String name) {
    ServiceSpec.Builder spec = ServiceSpec.newBuilder();
    spec.getAnnotationsBuilder().setName(name);
    spec.getTaskBuilder().getContainerBuilder().setImage("busybox:latest");
    spec.getReplicatedBuilder().setReplicas(1);
    return spec;
  }

  Service create(ServiceSpec.Builder spec) {
    return call(stub -> stub.createService(CreateServiceRequest.newBuilder().setSpec(spec).build())).getService();
  }

  Network ingress() {
    Network.Builder ingress = Network.newBuilder().setId("ingress-id");
    ingress.getSpecBuilder().setIngress(true).getAnnotationsBuilder().setName("ingress");
    store.commit(ingress.build());
    return ingress.build();
  }

  Cluster cluster(Cluster.Builder cluster) {
    cluster.setId("cluster-id").getSpecBuilder().getAnnotationsBuilder().setName("default");
    store.commit(cluster.build());
    return store.get(io.swarmd.store.Table.CLUSTER, "cluster-id");
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}
