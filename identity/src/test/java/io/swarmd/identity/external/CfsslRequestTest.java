package io.swarmd.identity.external;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.ForeignRoot;
import io.swarmd.identity.certificate.NodeSubject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The body of a request, byte for byte (identity sheet, section 10). */
class CfsslRequestTest {

  private static String body(SigningOrder order) {
    return new String(CfsslRequest.body(order), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "MANAGER | \"swarm-manager\",\"n1\",\"swarm-ca\" | swarm-manager",
      "WORKER  | \"swarm-worker\",\"n1\"               | swarm-worker"})
  void aNodesCertificate(Role role, String hosts, String unit) {
    assertThat(body(new NodeOrder("REQUEST\n".getBytes(), new NodeSubject("n1", role, "c1")))).isEqualTo(
        "{\"hosts\":[" + hosts + "],\"certificate_request\":\"REQUEST\\n\","
            + "\"subject\":{\"CN\":\"n1\",\"names\":[{\"O\":\"c1\",\"OU\":\"" + unit + "\"}],\"SerialNumber\":\"\"},"
            + "\"profile\":\"\",\"crl_override\":\"\",\"label\":\"\",\"NotBefore\":\"0001-01-01T00:00:00Z\","
            + "\"NotAfter\":\"0001-01-01T00:00:00Z\",\"ReturnPrecert\":false,\"metadata\":null}");
  }

  @Test
  void anotherRoot() {
    CrossSigningOrder order = CrossSigningOrder.of(CertificateAuthority.create(Instant.now()));
    assertThat(body(new CrossSigningOrder("REQUEST".getBytes(), order.root()))).isEqualTo(
        "{\"hosts\":[],\"certificate_request\":\"REQUEST\","
            + "\"subject\":{\"CN\":\"swarm-ca\",\"names\":[],\"SerialNumber\":\"\"},"
            + "\"profile\":\"CA\",\"crl_override\":\"\",\"label\":\"\",\"NotBefore\":\"0001-01-01T00:00:00Z\","
            + "\"NotAfter\":\"0001-01-01T00:00:00Z\",\"ReturnPrecert\":false,\"metadata\":null,"
            + "\"extensions\":[{\"id\":\"2.5.29.19\",\"critical\":true,\"value\":\"30030101ff\"}]}");
  }

  @Test
  void theNameOfAnotherRootIsTakenApart() throws Exception {
    Instant now = Instant.now();
    CertificateAuthority root = ForeignRoot.named("Our CA,O=Ours,C=DE,OU=one,OU=two", now).authority(now);
    assertThat(new ObjectMapper().readTree(CfsslRequest.body(CrossSigningOrder.of(root))).path("subject")).hasToString(
        "{\"CN\":\"Our CA\",\"names\":[{\"C\":\"DE\",\"O\":\"Ours\",\"OU\":\"one\"},{\"OU\":\"two\"}],"
            + "\"SerialNumber\":\"\"}");
  }
}
