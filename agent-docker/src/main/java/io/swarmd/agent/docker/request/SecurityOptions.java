package io.swarmd.agent.docker.request;

import io.swarmd.api.Privileges;
import java.util.ArrayList;
import java.util.List;

/** A spec's privileges as the Engine's {@code SecurityOpt} (dispatch sheet, 5.2). */
final class SecurityOptions {

  private SecurityOptions() {}

  /** @throws IllegalArgumentException for a credential spec that only a swarm's own Engine can look up */
  static List<String> of(Privileges privileges) {
    List<String> options = new ArrayList<>();
    addCredentials(options, privileges.getCredentialSpec());
    addSelinux(options, privileges.getSelinuxContext());
    Privileges.SeccompOpts seccomp = privileges.getSeccomp();
    switch (seccomp.getMode()) {
      case UNCONFINED -> options.add("seccomp=unconfined");
      case CUSTOM -> options.add("seccomp=" + seccomp.getProfile().toStringUtf8());
      case DEFAULT, UNRECOGNIZED -> { } // the Engine's own profile
    }
    if (privileges.getApparmor().getMode() == Privileges.AppArmorOpts.AppArmorMode.DISABLED) {
      options.add("apparmor=unconfined");
    }
    if (privileges.getNoNewPrivileges()) {
      options.add("no-new-privileges=true");
    }
    return options;
  }

  private static void addCredentials(List<String> options, Privileges.CredentialSpec spec) {
    switch (spec.getSourceCase()) {
      case FILE -> options.add("credentialspec=file://" + spec.getFile());
      case REGISTRY -> options.add("credentialspec=registry://" + spec.getRegistry());
      case CONFIG -> throw new IllegalArgumentException(
          "a credential spec from a config needs an Engine that joined the swarm itself: give it as a file");
      case SOURCE_NOT_SET -> { } // none
    }
  }

  private static void addSelinux(List<String> options, Privileges.SELinuxContext context) {
    if (context.getDisable()) {
      options.add("label=disable");
    }
    add(options, "user", context.getUser());
    add(options, "role", context.getRole());
    add(options, "level", context.getLevel());
    add(options, "type", context.getType());
  }

  private static void add(List<String> options, String part, String value) {
    if (!value.isEmpty()) {
      options.add("label=" + part + ":" + value);
    }
  }
}
