package io.swarmd.controlapi.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.swarmd.api.HealthCheckRequest;
import io.swarmd.api.HealthCheckResponse.ServingStatus;
import io.swarmd.api.HealthGrpc;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HealthServiceTest {

  @Tag("control-45")
  @Test
  void aPartServesOnceItIsSaidTo() throws Exception {
    HealthService health = new HealthService(HealthService.CONTROL_API);
    Server server = InProcessServerBuilder.forName("health").directExecutor().addService(health).build().start();
    ManagedChannel channel = InProcessChannelBuilder.forName("health").directExecutor().build();
    HealthGrpc.HealthBlockingStub stub = HealthGrpc.newBlockingStub(channel);
    try {
      assertThat(status(stub, "")).isEqualTo(ServingStatus.SERVING);
      assertThat(status(stub, "ControlAPI")).isEqualTo(ServingStatus.NOT_SERVING);
      health.set(HealthService.CONTROL_API, true);
      assertThat(status(stub, "ControlAPI")).isEqualTo(ServingStatus.SERVING);
      assertThatThrownBy(() -> status(stub, "nope")).isInstanceOf(StatusRuntimeException.class)
          .hasMessage("NOT_FOUND: unknown service");
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  private static ServingStatus status(HealthGrpc.HealthBlockingStub stub, String service) {
    return stub.check(HealthCheckRequest.newBuilder().setService(service).build()).getStatus();
  }
}
