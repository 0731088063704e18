package io.swarmd.swarmctl.dependency;

import io.swarmd.api.Annotations;
import io.swarmd.api.CreateSecretRequest;
import io.swarmd.api.ListSecretsRequest;
import io.swarmd.api.Meta;
import io.swarmd.api.RemoveSecretRequest;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretSpec;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.text.Columns;
import io.swarmd.swarmctl.text.Moments;
import java.util.List;

/** Secrets: their data goes in and is never shown; a driver can supply it. */
record SecretKind() implements Kind<Secret> {

  private static final Flag DRIVER =
      new Flag("--driver", "-d", Flag.Kind.TEXT, "", "driver that supplies the data, in place of a file");

  @Override
  public String name() {
    return "secret";
  }

  @Override
  public List<Flag> creationFlags() {
    return List.of(DRIVER);
  }

  @Override
  public String create(Invocation in, Annotations annotations) {
    SecretSpec.Builder spec = SecretSpec.newBuilder().setAnnotations(annotations);
    Payload.templating(in).ifPresent(spec::setTemplating);
    if (in.given(DRIVER.name())) {
      spec.getDriverBuilder().setName(in.text(DRIVER.name()));
    } else {
      spec.setData(Payload.read(in));
    }
    return in.control().createSecret(CreateSecretRequest.newBuilder().setSpec(spec).build()).getSecret().getId();
  }

  @Override
  public List<Secret> find(Invocation in, String nameOrIdPrefix) {
    ListSecretsRequest.Builder request = ListSecretsRequest.newBuilder();
    if (!nameOrIdPrefix.isEmpty()) {
      request.getFiltersBuilder().addNames(nameOrIdPrefix).addIdPrefixes(nameOrIdPrefix);
    }
    return in.control().listSecrets(request.build()).getSecretsList();
  }

  @Override
  public void remove(Invocation in, String id) {
    in.control().removeSecret(RemoveSecretRequest.newBuilder().setSecretId(id).build());
  }

  @Override
  public String id(Secret secret) {
    return secret.getId();
  }

  @Override
  public Meta meta(Secret secret) {
    return secret.getMeta();
  }

  @Override
  public Annotations annotations(Secret secret) {
    return secret.getSpec().getAnnotations();
  }

  @Override
  public Columns table(Invocation in, List<Secret> secrets) {
    Columns table = Columns.table(DependencyCommands.TABLE_PADDING, "ID", "Name", "Driver", "Created");
    secrets.forEach(secret -> table.line(secret.getId(), annotations(secret).getName(),
        secret.getSpec().getDriver().getName(), Moments.relative(secret.getMeta().getCreatedAt(), in.now())));
    return table;
  }

  @Override
  public void printPayload(Invocation in, Secret secret) {
    // No answer of a manager holds it.
  }
}
