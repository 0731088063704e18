package io.swarmd.agent.docker.engine;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import io.swarmd.agent.exec.TemporaryFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Docker Engine at an address. Calls block and may come from any thread, best from virtual ones. An Engine that
 * cannot be reached is a {@link TemporaryFailure}: it may come back, and its containers may have gone on meanwhile. What it
 * refuses is an {@link EngineRefusal}.
 */
public final class Engine implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Engine.class);
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int MULTIPLE_CHOICES = 300;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String address;
  private final DockerHttpClient http;
  private final DockerClient client;

  /** @param address {@code unix:///path} or {@code tcp://host:port} */
  public Engine(String address) {
    this.address = address;
    URI uri = URI.create(address);
    // Neither the environment nor the files of the user who starts the agent say anything about its Engine.
    DockerClientConfig config = new DefaultDockerClientConfig.Builder()
        .withProperties(new Properties()).withDockerHost(address).withDockerTlsVerify(false)
        .withDockerConfig("/nonexistent").build();
    http = new ApacheDockerHttpClient.Builder().dockerHost(uri).connectionTimeout(CONNECT).build();
    client = DockerClientImpl.getInstance(config, http);
  }

  /** Where it is. */
  public String address() {
    return address;
  }

  /** Whether the Engine sees this machine's files as we do. */
  public boolean isOnThisMachine() {
    return address.startsWith("unix:");
  }

  /**
   * One call.
   *
   * @throws TemporaryFailure when the Engine cannot be reached
   * @throws EngineRefusal when it refuses
   */
  public <A> A ask(Function<DockerClient, A> call) {
    try {
      return call.apply(client);
    } catch (DockerException refused) {
      throw new EngineRefusal(refused.getHttpStatus(), told(refused.getMessage()), refused);
    } catch (RuntimeException failure) {
      throw translated(failure);
    }
  }

  /** A stream of an answer, for what the library reads less well than we; to be closed. */
  public DockerHttpClient.Response open(String path) {
    DockerHttpClient.Request request = DockerHttpClient.Request.builder()
        .method(DockerHttpClient.Request.Method.GET).path(path).build();
    try {
      DockerHttpClient.Response response = http.execute(request);
      if (response.getStatusCode() < MULTIPLE_CHOICES) {
        return response;
      }
      try (response) {
        String text = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
        throw new EngineRefusal(response.getStatusCode(), told(text), null);
      }
    } catch (EngineRefusal refused) {
      throw refused;
    } catch (IOException broken) {
      throw gone(broken);
    } catch (RuntimeException failure) {
      throw translated(failure);
    }
  }

  /** An answer in JSON. */
  public JsonNode json(String path) {
    try (DockerHttpClient.Response response = open(path)) {
      return JSON.readTree(response.getBody());
    } catch (JacksonException unreadable) {
      throw new IllegalStateException("the Engine's answer to " + path + " is not readable", unreadable);
    } catch (IOException broken) {
      throw gone(broken);
    }
  }

  /** Closes the connections; calls under way fail. */
  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException closed) {
      log.debug("connections to the Engine at {} had ended", address, closed);
    }
  }

  private RuntimeException translated(Throwable failure) {
    for (Throwable link = failure; link != null; link = link.getCause()) {
      if (link instanceof IOException || link instanceof UncheckedIOException) {
        return gone(link);
      }
    }
    return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
  }

  private TemporaryFailure gone(Throwable why) {
    Throwable root = why;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return new TemporaryFailure("the Engine at " + address + " does not answer: " + reason, why);
  }

  /** The Engine's own words within what the library makes of them. */
  private static String told(String message) {
    int brace = message.indexOf('{');
    if (brace >= 0) {
      try {
        JsonNode text = JSON.readTree(message.substring(brace)).get("message");
        if (text != null) {
          return text.asText().strip();
        }
      } catch (JacksonException plain) {
        return message.strip();
      }
    }
    return message.strip();
  }
}
