package io.swarmd.dispatcher.assignment;

import io.swarmd.api.Assignment;
import io.swarmd.api.Config;
import io.swarmd.api.ResourceReference;
import io.swarmd.api.Secret;
import io.swarmd.api.Task;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An object that tasks need beside themselves (dispatch sheet, 2.3). */
sealed interface Dependency {

  String id();

  /** The object as the store has it; empty when it is missing or cannot be handed out. */
  Optional<Assignment> resolve(StoreView view);

  /** Only the id, which is enough to take the object away. */
  Assignment removal();

  record SecretUse(String id) implements Dependency {

    /** Secrets of a driver need its plugin, which this manager does not call: the task goes without. */
    @Override
    public Optional<Assignment> resolve(StoreView view) {
      return view.get(Table.SECRET, id)
          .filter(secret -> !secret.getSpec().hasDriver())
          .map(secret -> Assignment.newBuilder().setSecret(secret).build());
    }

    @Override
    public Assignment removal() {
      return Assignment.newBuilder().setSecret(Secret.newBuilder().setId(id)).build();
    }
  }

  record ConfigUse(String id) implements Dependency {

    @Override
    public Optional<Assignment> resolve(StoreView view) {
      return view.get(Table.CONFIG, id).map(config -> Assignment.newBuilder().setConfig(config).build());
    }

    @Override
    public Assignment removal() {
      return Assignment.newBuilder().setConfig(Config.newBuilder().setId(id)).build();
    }
  }

  /** What the task refers to, each once however often it does. */
  static Set<Dependency> of(Task task) {
    Set<Dependency> found = new LinkedHashSet<>();
    task.getSpec().getResourceReferencesList().stream().flatMap(Dependency::of).forEach(found::add);
    var container = task.getSpec().getContainer();
    container.getSecretsList().forEach(secret -> found.add(new SecretUse(secret.getSecretId())));
    container.getConfigsList().forEach(config -> found.add(new ConfigUse(config.getConfigId())));
    return found;
  }

  private static Stream<Dependency> of(ResourceReference reference) {
    return switch (reference.getResourceType()) {
      case SECRET -> Stream.of(new SecretUse(reference.getResourceId()));
      case CONFIG -> Stream.of(new ConfigUse(reference.getResourceId()));
      default -> Stream.empty();
    };
  }
}
