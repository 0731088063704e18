package io.swarmd.identity.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.net.ConnectException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class ConnectionFailureTest {

  private static String because(Throwable cause) {
    return ConnectionFailure.reason(Status.UNAVAILABLE.withCause(cause));
  }

  @Test
  void whatTheCauseSaysIsToldInOneLine() {
    assertThat(because(new SSLException("bad certificate\nmore of it")))
        .isEqualTo("TLS handshake failed: bad certificate");
    assertThat(ConnectionFailure.reason(Status.UNAVAILABLE.withDescription("io exception"))).isEqualTo("io exception");
  }

  @Test
  void aCauseThatSaysNothingIsDescribed() {
    assertThat(because(new SSLException((String) null))).isEqualTo("TLS handshake failed: the connection was closed");
    assertThat(because(new ConnectException())).isEqualTo("connection refused");
    assertThat(ConnectionFailure.reason(Status.UNAVAILABLE)).isEqualTo("UNAVAILABLE");
  }
}
