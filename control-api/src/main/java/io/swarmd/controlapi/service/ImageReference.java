package io.swarmd.controlapi.service;

import java.util.regex.Pattern;

/**
 * Whether a text names an image as registries understand it: an optional host, a path in lower case, an optional tag
 * and digest; a bare 64-digit hex number is an id and no name.
 */
final class ImageReference {

  private static final String DOMAIN_PART = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  private static final String DOMAIN =
      "(?:" + DOMAIN_PART + "(?:\\." + DOMAIN_PART + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
  private static final String PATH_PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final String TAG = "[\\w][\\w.-]{0,127}";
  private static final String DIGEST = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
  private static final Pattern NAMED = Pattern.compile("(?:" + DOMAIN + "/)?" + PATH_PART + "(?:/" + PATH_PART + ")*"
      + "(?::" + TAG + ")?(?:@" + DIGEST + ")?");
  private static final Pattern ID = Pattern.compile("[a-f0-9]{64}");
  private static final int NAME_BYTES = 255;

  private ImageReference() {}

  static boolean valid(String image) {
    return image.length() <= 2 * NAME_BYTES && !ID.matcher(image).matches() && NAMED.matcher(image).matches();
  }
}
