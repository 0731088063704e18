package io.swarmd.identity.transport;

import io.grpc.Status;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why a call got no answer, in one line: gRPC's own text for a broken connection says nothing. Pure. */
public final class ConnectionFailure {

  private ConnectionFailure() {}

  /** What the connection failed of, as far as it is known; else the status's own text, or its code. */
  public static String reason(Status status) {
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      switch (cause) {
        case UnknownHostException unknown -> {
          return "the host name is not known";
        }
        case ConnectException refused -> {
          return firstLine(refused);
        }
        case SSLException handshake -> {
          return "TLS handshake failed: " + firstLine(handshake);
        }
        default -> { }
      }
    }
    return Optional.ofNullable(status.getDescription()).flatMap(text -> text.lines().findFirst())
        .orElse(status.getCode().toString());
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
