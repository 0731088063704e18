package io.swarmd.identity.external;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a CFSSL server answers, read (identity sheet, section 10). */
final class CfsslReply {

  /** Longer replies are cut off here, and are no JSON then. */
  static final int MAX_BYTES = 256 * 1024;

  private static final int SUCCESS = 200;
  /** What is told of a page that is no reply. */
  private static final int SHOWN = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private CfsslReply() {}

  /**
   * The certificate in a reply.
   *
   * @throws ExternalAuthorityException when there is none
   */
  static byte[] certificate(int status, byte[] body) {
    if (status != SUCCESS) {
      throw ExternalAuthorityException.passing("unexpected status code in CSR response: " + status + " - " + shown(
          new String(body, StandardCharsets.UTF_8)));
    }
    JsonNode reply = parse(body);
    JsonNode result = reply.path("result");
    if (!reply.path("success").asBoolean() || result.isNull() || result.isMissingNode()) {
      throw ExternalAuthorityException.lasting(reply.path("errors").isEmpty()
          ? "certificate signing request failed" : "response errors: " + errors(reply.path("errors")));
    }
    if (!result.path("certificate").isTextual()) {
      throw ExternalAuthorityException.lasting("no certificate in the result of the CSR response");
    }
    return result.path("certificate").textValue().getBytes(StandardCharsets.US_ASCII);
  }

  private static JsonNode parse(byte[] body) {
    try {
      JsonNode reply = JSON.readTree(body);
      if (reply.isObject()) {
        return reply;
      }
      throw ExternalAuthorityException.passing("unable to parse JSON response: not an object");
    } catch (JsonProcessingException malformed) {
      throw ExternalAuthorityException.passing("unable to parse JSON response: " + shown(malformed.getOriginalMessage()));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String errors(JsonNode errors) {
    List<String> told = new ArrayList<>();
    errors.forEach(error -> told.add(
        "{" + error.path("code").asText() + " " + shown(error.path("message").asText()) + "}"));
    return "[" + String.join(" ", told) + "]";
  }

  /** In one line, and not at any length. */
  private static String shown(String text) {
    String line = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
