package io.swarmd.swarmctl.service;

import io.swarmd.api.Config;
import io.swarmd.api.ConfigReference;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.FileTarget;
import io.swarmd.api.ListConfigsRequest;
import io.swarmd.api.ListSecretsRequest;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretReference;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.UsageException;
import java.util.List;

/** Secrets and configs given to tasks as files (control sheet, 18.2). */
final class SecretFlags {

  static final List<Flag> CREATE_FLAGS = List.of(
      Flag.list("--secret", "secrets to give to its tasks (name[:file])"),
      Flag.list("--config", "configs to give to its tasks (name[:file])"));
  static final List<Flag> UPDATE_FLAGS = List.of(
      Flag.list("--add-secret", "secrets to add (name[:file])"),
      Flag.list("--rm-secret", "secrets to take away, by name"),
      Flag.list("--add-config", "configs to add (name[:file])"),
      Flag.list("--rm-config", "configs to take away, by name"));
  private static final int READABLE_BY_ALL = 0444;

  /** A name and the file it appears as. */
  private record Presented(String name, FileTarget file) {

    static Presented parse(String kind, String text) {
      String[] parts = text.split(":", 2);
      if (parts[0].isEmpty()) {
        throw new UsageException("invalid " + kind + " name provided");
      }
      if (parts.length > 1 && parts[1].isEmpty()) {
        throw new UsageException("invalid presentation name provided");
      }
      return new Presented(parts[0], FileTarget.newBuilder().setName(parts[parts.length - 1]).setUid("0").setGid("0")
          .setMode(READABLE_BY_ALL).build());
    }
  }

  private SecretFlags() {}

  static void apply(Invocation in, ContainerSpec.Builder container) {
    List<String> secretsGone = in.list("--rm-secret");
    List<String> configsGone = in.list("--rm-config");
    List<SecretReference> secrets = container.getSecretsList().stream()
        .filter(secret -> !secretsGone.contains(secret.getSecretName())).toList();
    List<ConfigReference> configs = container.getConfigsList().stream()
        .filter(config -> !configsGone.contains(config.getConfigName())).toList();
    container.clearSecrets().addAllSecrets(secrets).clearConfigs().addAllConfigs(configs);
    in.list("--secret").forEach(text -> container.addSecrets(secret(in, text)));
    in.list("--add-secret").forEach(text -> container.addSecrets(secret(in, text)));
    in.list("--config").forEach(text -> container.addConfigs(config(in, text)));
    in.list("--add-config").forEach(text -> container.addConfigs(config(in, text)));
  }

  private static SecretReference secret(Invocation in, String text) {
    Presented presented = Presented.parse("secret", text);
    Secret secret = in.control().listSecrets(ListSecretsRequest.newBuilder()
        .setFilters(ListSecretsRequest.Filters.newBuilder().addNames(presented.name)).build()).getSecretsList().stream()
        .findFirst().orElseThrow(() -> new UsageException("secret not found: " + presented.name));
    return SecretReference.newBuilder().setSecretId(secret.getId())
        .setSecretName(secret.getSpec().getAnnotations().getName()).setFile(presented.file).build();
  }

  private static ConfigReference config(Invocation in, String text) {
    Presented presented = Presented.parse("config", text);
    Config config = in.control().listConfigs(ListConfigsRequest.newBuilder()
        .setFilters(ListConfigsRequest.Filters.newBuilder().addNames(presented.name)).build()).getConfigsList().stream()
        .findFirst().orElseThrow(() -> new UsageException("config not found: " + presented.name));
    return ConfigReference.newBuilder().setConfigId(config.getId())
        .setConfigName(config.getSpec().getAnnotations().getName()).setFile(presented.file).build();
  }
}
