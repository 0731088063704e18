package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailureTextTest {

  @Test
  void isTheInnermostTextThatSaysSomething() {
    assertThat(FailureText.of(new CompletionException(new UncheckedIOException(new IOException("no space")))))
        .isEqualTo("no space");
    assertThat(FailureText.of(Status.UNAVAILABLE.withDescription("gone").asRuntimeException())).isEqualTo("gone");
    assertThat(FailureText.of(new IllegalStateException())).isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void saysOfABrokenConnectionWhatBrokeIt() {
    assertThat(FailureText.of(Status.UNAVAILABLE.withDescription("io exception")
        .withCause(new ConnectException("Connection refused: /127.0.0.1:1")).asRuntimeException()))
        .isEqualTo("Connection refused: /127.0.0.1:1");
  }

  @Test
  void isOneLine() {
    assertThat(FailureText.of(new IOException("HTTP status code 404\n  missing content-type\n")))
        .isEqualTo("HTTP status code 404 missing content-type");
  }
}
