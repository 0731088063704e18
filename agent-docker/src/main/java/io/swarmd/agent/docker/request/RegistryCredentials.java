package io.swarmd.agent.docker.request;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.core.DockerClientConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Reads what a client put into a spec for a registry: a JSON object in the alphabet of URLs. */
final class RegistryCredentials {

  private static final ObjectMapper JSON = DockerClientConfig.getDefaultObjectMapper();

  private RegistryCredentials() {}

  /**
   * The credentials; without any for an empty text.
   *
   * @throws IllegalArgumentException when unreadable, without a word of the content
   */
  static AuthConfig parse(String encoded) {
    if (encoded.isEmpty()) {
      return new AuthConfig();
    }
    try {
      String standard = encoded.replace('+', '-').replace('/', '_');
      byte[] json = Base64.getUrlDecoder().decode(standard.getBytes(StandardCharsets.US_ASCII));
      return JSON.readValue(json, AuthConfig.class);
    } catch (JacksonException | IllegalArgumentException unreadable) {
      throw new IllegalArgumentException("pull_options.registry_auth is not the base64 form of a JSON object");
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
