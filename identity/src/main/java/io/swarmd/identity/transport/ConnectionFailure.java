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
          return firstLine(refused.getMessage(), "connection refused");
        }
        case SSLException handshake -> {
          return "TLS handshake failed: " + firstLine(handshake.getMessage(), "the connection was closed");
        }
        default -> { }
      }
    }
    return firstLine(status.getDescription(), status.getCode().toString());
  }

  /** @param text may be null */
  private static String firstLine(String text, String unsaid) {
    return Optional.ofNullable(text).flatMap(said -> said.lines().findFirst()).filter(line -> !line.isBlank())
        .orElse(unsaid);
  }
}
