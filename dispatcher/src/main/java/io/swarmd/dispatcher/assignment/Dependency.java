package io.swarmd.dispatcher.assignment;

import io.swarmd.api.Assignment;
import io.swarmd.api.Config;
import io.swarmd.api.ResourceReference;
import io.swarmd.api.Secret;
import io.swarmd.api.Task;
import io.swarmd.dispatcher.secret.ProvidedSecret;
import io.swarmd.dispatcher.secret.ProvidedSecrets;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** An object that tasks need beside themselves (dispatch sheet, 2.3). */
sealed interface Dependency {

  String id();

  /**
   * The object as the store has it, with what a driver gave for the task; empty when it is missing or cannot be handed
   * out.
   */
  Optional<Assignment> resolve(StoreView view, String taskId, ProvidedSecrets provided);

  /** Only the id, which is enough to take the object away. */
  Assignment removal();

  record SecretUse(String id) implements Dependency {

    @Override
    public Optional<Assignment> resolve(StoreView view, String taskId, ProvidedSecrets provided) {
      return view.get(Table.SECRET, id)
          .flatMap(secret -> secret.getSpec().hasDriver()
              ? provided.of(taskId, id).map(value -> value.as(secret, id)) : Optional.of(secret))
          .map(secret -> Assignment.newBuilder().setSecret(secret).build());
    }

    @Override
    public Assignment removal() {
      return Assignment.newBuilder().setSecret(Secret.newBuilder().setId(id)).build();
    }
  }

  /** A secret whose driver made it for one task alone: it travels under both ids, and is taken away by them. */
  record OwnSecretUse(String secretId, String taskId) implements Dependency {

    @Override
    public String id() {
      return secretId + "." + taskId;
    }

    @Override
    public Optional<Assignment> resolve(StoreView view, String user, ProvidedSecrets provided) {
      return view.get(Table.SECRET, secretId)
          .flatMap(secret -> provided.of(taskId, secretId).map(value -> value.as(secret, id())))
          .map(secret -> Assignment.newBuilder().setSecret(secret).build());
    }

    @Override
    public Assignment removal() {
      return Assignment.newBuilder().setSecret(Secret.newBuilder().setId(id())).build();
    }
  }

  record ConfigUse(String id) implements Dependency {

    @Override
    public Optional<Assignment> resolve(StoreView view, String taskId, ProvidedSecrets provided) {
      return view.get(Table.CONFIG, id).map(config -> Assignment.newBuilder().setConfig(config).build());
    }

    @Override
    public Assignment removal() {
      return Assignment.newBuilder().setConfig(Config.newBuilder().setId(id)).build();
    }
  }

  /** What the task refers to, each once however often it does. */
  static Set<Dependency> of(Task task, ProvidedSecrets provided) {
    Set<Dependency> found = new LinkedHashSet<>();
    for (ResourceReference reference : task.getSpec().getResourceReferencesList()) {
      switch (reference.getResourceType()) {
        case SECRET -> found.add(secret(reference.getResourceId(), task, provided));
        case CONFIG -> found.add(new ConfigUse(reference.getResourceId()));
        default -> { } // other objects do not travel
      }
    }
    var container = task.getSpec().getContainer();
    container.getSecretsList().forEach(secret -> found.add(secret(secret.getSecretId(), task, provided)));
    container.getConfigsList().forEach(config -> found.add(new ConfigUse(config.getConfigId())));
    return found;
  }

  private static Dependency secret(String id, Task task, ProvidedSecrets provided) {
    boolean own = provided.of(task.getId(), id).filter(ProvidedSecret::forOneTask).isPresent();
    return own ? new OwnSecretUse(id, task.getId()) : new SecretUse(id);
  }
}
