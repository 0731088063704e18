package io.swarmd.agent.docker.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.core.DockerClientConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;

/** What an Engine reads of a request: nulls say nothing. */
final class SentJson {

  private static final ObjectMapper JSON = DockerClientConfig.getDefaultObjectMapper();

  private SentJson() {}

  static JsonNode of(Object request) {
    try {
      return withoutNulls(JSON.readTree(JSON.writeValueAsBytes(request)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** JSON in single quotes. */
  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static JsonNode withoutNulls(JsonNode node) {
    for (Iterator<JsonNode> each = node.elements(); each.hasNext(); ) {
      JsonNode child = each.next();
      if (child.isNull()) {
        each.remove();
      } else {
        withoutNulls(child);
      }
    }
    return node;
  }
}
