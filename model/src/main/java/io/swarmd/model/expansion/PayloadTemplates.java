package io.swarmd.model.expansion;

import com.google.protobuf.ByteString;
import io.swarmd.api.Config;
import io.swarmd.api.ConfigReference;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Driver;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretReference;
import io.swarmd.api.Task;
import io.swarmd.model.template.Lookup;
import io.swarmd.model.template.Template;
import io.swarmd.model.template.Value;
import java.util.Map;
import java.util.function.Function;

/**
 * The content of one task's secrets and configs, with those filled in that ask for it (dispatch sheet, 6.4). Beside the
 * placeholders of the task a payload may ask for {@code env}, and include another secret or config by the name of its
 * file; what is included is taken as it is, so that nothing includes itself without end.
 */
public final class PayloadTemplates {

  private static final String LANGUAGE = "golang";

  private final ContainerSpec container;
  private final Value values;
  private final Function<String, Secret> secrets;
  private final Function<String, Config> configs;

  /**
   * For one task.
   *
   * @param task with its own templates filled in
   * @param node the node that runs it
   * @param secrets finds a secret by its id, or throws with a text for the user
   * @param configs the same for configs
   */
  public PayloadTemplates(
      Task task, NodeDescription node, Function<String, Secret> secrets, Function<String, Config> configs) {
    this.container = task.getSpec().getContainer();
    this.values = TaskValues.of(task, node);
    this.secrets = secrets;
    this.configs = configs;
  }

  /** What one payload took in. */
  private static final class Taken {
    private boolean secret;
  }

  /** @throws IllegalArgumentException when the secret is not to be had or cannot be filled in, naming it */
  public Payload secret(String id) {
    Secret secret = secrets.apply(id);
    ByteString data = secret.getSpec().getData();
    return new Payload(
        filledIn("secret " + id, secret.getSpec().getTemplating(), data, new Taken()), true);
  }

  /** @throws IllegalArgumentException when the config is not to be had or cannot be filled in, naming it */
  public Payload config(String id) {
    Config config = configs.apply(id);
    Taken taken = new Taken();
    ByteString data =
        filledIn("config " + id, config.getSpec().getTemplating(), config.getSpec().getData(), taken);
    return new Payload(data, taken.secret);
  }

  private ByteString filledIn(String what, Driver language, ByteString data, Taken taken) {
    if (language.getName().isEmpty()) {
      return data;
    }
    try {
      if (!language.getName().equals(LANGUAGE)) {
        throw new IllegalArgumentException("unrecognized template type");
      }
      Map<String, Lookup> lookups = Map.of(
          "secret", target -> {
            taken.secret = true;
            return includedSecret(target);
          },
          "config", this::includedConfig,
          "env", this::variable);
      return Template.parse(data, lookups).expand(values);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(
          "failed to expand templated " + what + ": " + refused.getMessage(), refused);
    }
  }

  private ByteString includedSecret(String target) {
    return container.getSecretsList().stream()
        .filter(reference -> reference.hasFile() && reference.getFile().getName().equals(target))
        .findFirst()
        .map(SecretReference::getSecretId)
        .map(id -> secrets.apply(id).getSpec().getData())
        .orElseThrow(() -> new IllegalArgumentException("secret target " + target + " not found"));
  }

  private ByteString includedConfig(String target) {
    return container.getConfigsList().stream()
        .filter(reference -> reference.hasFile() && reference.getFile().getName().equals(target))
        .findFirst()
        .map(ConfigReference::getConfigId)
        .map(id -> configs.apply(id).getSpec().getData())
        .orElseThrow(() -> new IllegalArgumentException("config target " + target + " not found"));
  }

  /** The last of a name counts, as for the task itself. */
  private ByteString variable(String name) {
    return container.getEnvList().stream()
        .filter(entry -> entry.startsWith(name + "="))
        .reduce((earlier, later) -> later)
        .map(entry -> ByteString.copyFromUtf8(entry.substring(name.length() + 1)))
        .orElse(ByteString.EMPTY);
  }
}
