package io.swarmd.agent.docker.request;

import java.util.regex.Pattern;

/**
 * An image as a spec names it, taken apart for a pull.
 *
 * @param text as given
 * @param repository with the registry's host, if one was named
 * @param version the digest where there is one, else the tag, else {@code latest}
 */
public record ImageReference(String text, String repository, String version) {

  private static final Pattern ID = Pattern.compile("(sha256:)?[0-9a-f]{64}");
  private static final String DIGEST = "sha256:";

  /** @throws IllegalArgumentException for an empty name */
  public static ImageReference parse(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("image required");
    }
    int at = text.indexOf('@');
    String named = at < 0 ? text : text.substring(0, at);
    int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
    String repository = colon < 0 ? named : named.substring(0, colon);
    String tag = colon < 0 ? "latest" : named.substring(colon + 1);
    return new ImageReference(text, repository, at < 0 ? tag : text.substring(at + 1));
  }

  /** Whether this is an image's id, which no registry knows. */
  public boolean isId() {
    return ID.matcher(text).matches();
  }

  /** Whether the name stands for one content for ever. */
  public boolean isPinned() {
    return version.startsWith(DIGEST);
  }
}
