package io.swarmd.swarmctl.cluster;

import io.swarmd.api.CAConfig;
import io.swarmd.api.ClusterSpec;
import io.swarmd.api.ExternalCA;
import io.swarmd.model.external.AuthorityOption;
import io.swarmd.model.external.AuthorityUrl;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.UsageException;
import java.util.List;

/** External CAs as flags name them: {@code protocol=cfssl,url=...} and options (control sheet, 18.5). */
final class ExternalAuthority {

  static final Flag FLAG = new Flag("--external-ca", "", Flag.Kind.TEXT, "",
      "external CAs, in place of those listed: protocol=cfssl,url=https://...; may be repeated; 'none' to list none");

  private static final String NONE = "none";

  private ExternalAuthority() {}

  /** Lists what the flag names. Beside a root to rotate to, they are those that sign with that one. */
  static void edit(Invocation in, ClusterSpec.Builder spec) {
    if (!in.given(FLAG.name())) {
      return;
    }
    CAConfig.Builder config = spec.getCaConfigBuilder().clearExternalCas();
    List<String> named = in.each(FLAG.name());
    if (!named.equals(List.of(NONE))) {
      named.forEach(text -> config.addExternalCas(parse(text).toBuilder().setCaCert(config.getSigningCaCert())));
    }
  }

  static ExternalCA parse(String text) {
    try {
      ExternalCA named = AuthorityOption.parse(text);
      AuthorityUrl.parse(named.getUrl());
      return named;
    } catch (IllegalArgumentException malformed) {
      throw new UsageException("invalid argument \"" + text + "\" for \"--external-ca\" flag: "
          + malformed.getMessage());
    }
  }
}
