package io.swarmd.model.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Endpoint;
import io.swarmd.api.EndpointSpec;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Service;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortConflictTest {

  private static PortConfig port(int published, Protocol protocol, PublishMode mode) {
    return PortConfig.newBuilder().setTargetPort(80).setPublishedPort(published).setProtocol(protocol)
        .setPublishMode(mode).build();
  }

  private static EndpointSpec spec(PortConfig... ports) {
    return EndpointSpec.newBuilder().addAllPorts(List.of(ports)).build();
  }

  private static Service service(PortConfig inSpec) {
    Service.Builder service = Service.newBuilder().setId("id1");
    service.getSpecBuilder().setEndpoint(spec(inSpec)).getAnnotationsBuilder().setName("web");
    return service.build();
  }

  @ParameterizedTest
  @CsvSource(nullValues = "-", quoteCharacter = '"', value = {
      "INGRESS,INGRESS,TCP,port '8080' is already in use by service 'web' (id1) as an ingress port",
      "HOST,INGRESS,TCP,port '8080' is already in use by service 'web' (id1) as an ingress port",
      "INGRESS,HOST,TCP,port '8080' is already in use by service 'web' (id1) as a host-published port",
      "HOST,HOST,TCP,-",
      "INGRESS,INGRESS,UDP,-"})
  void whoMayNotShare(PublishMode wanted, PublishMode existing, Protocol protocol, String text) {
    Service other = service(port(8080, Protocol.TCP, existing));
    assertThat(PortConflict.withOthers(spec(port(8080, protocol, wanted)), "id2", List.of(other)).orElse(null))
        .isEqualTo(text);
  }

  @Test
  void portsGivenOutCountToo() {
    PortConfig given = port(30001, Protocol.TCP, PublishMode.INGRESS);
    Service other = service(port(0, Protocol.TCP, PublishMode.INGRESS)).toBuilder()
        .setEndpoint(Endpoint.newBuilder().addPorts(given)).build();
    assertThat(PortConflict.withOthers(spec(given), "id2", List.of(other))).isPresent();
    assertThat(PortConflict.withOthers(spec(given), "id1", List.of(other))).isEmpty();
  }

  @Test
  void aPortIsPublishedOnceInAService() {
    PortConfig tcp = port(80, Protocol.TCP, PublishMode.INGRESS);
    assertThat(PortConflict.withinSpec(spec(tcp, port(80, Protocol.TCP, PublishMode.HOST))))
        .contains("EndpointSpec: duplicate published ports provided");
    assertThat(PortConflict.withinSpec(spec(tcp, port(80, Protocol.UDP, PublishMode.INGRESS)))).isEmpty();
    PortConfig any = port(0, Protocol.TCP, PublishMode.INGRESS);
    assertThat(PortConflict.withinSpec(spec(any, any))).isEmpty();
  }

  @Test
  void hostPortsAreThoseOfTheMachine() {
    Endpoint endpoint = Endpoint.newBuilder().addPorts(port(58, Protocol.UDP, PublishMode.HOST))
        .addPorts(port(0, Protocol.TCP, PublishMode.HOST)).addPorts(port(80, Protocol.TCP, PublishMode.INGRESS))
            .build();
    assertThat(PortNumber.onHost(endpoint)).containsExactly(new PortNumber(Protocol.UDP, 58));
  }
}
