package io.swarmd.agent.worker;

import io.swarmd.agent.exec.TaskDependencies;
import io.swarmd.api.Config;
import io.swarmd.api.ConfigReference;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretReference;
import io.swarmd.api.Task;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The secrets and configs that came with the assignments; in memory only. Written by the worker's loop, read by the
 * threads of executors (dispatch sheet, 3.10).
 */
final class Dependencies {

  private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
  private final Map<String, Config> configs = new ConcurrentHashMap<>();

  void clear() {
    secrets.clear();
    configs.clear();
  }

  void put(Secret secret) {
    secrets.put(secret.getId(), secret);
  }

  void put(Config config) {
    configs.put(config.getId(), config);
  }

  void removeSecret(String id) {
    secrets.remove(id);
  }

  void removeConfig(String id) {
    configs.remove(id);
  }

  /** What one task may read: only what its container spec names. */
  TaskDependencies of(Task task) {
    Set<String> secretIds = task.getSpec().getContainer().getSecretsList().stream()
        .map(SecretReference::getSecretId).collect(Collectors.toUnmodifiableSet());
    Set<String> configIds = task.getSpec().getContainer().getConfigsList().stream()
        .map(ConfigReference::getConfigId).collect(Collectors.toUnmodifiableSet());
    return new Restricted(task.getId(), secretIds, configIds);
  }

  /** The view of one task. */
  private final class Restricted implements TaskDependencies {

    private final String taskId;
    private final Set<String> secretIds;
    private final Set<String> configIds;

    Restricted(String taskId, Set<String> secretIds, Set<String> configIds) {
      this.taskId = taskId;
      this.secretIds = secretIds;
      this.configIds = configIds;
    }

    @Override
    public Secret secret(String id) {
      refuseUnless(secretIds.contains(id), "task not authorized to access secret " + id);
      // A secret made for this task alone travels under both ids and is known to the task by the plain one.
      Secret own = secrets.get(id + "." + taskId);
      Secret found = own != null ? own.toBuilder().setId(id).build() : secrets.get(id);
      refuseUnless(found != null, "secret " + id + " not found");
      return found;
    }

    @Override
    public Config config(String id) {
      refuseUnless(configIds.contains(id), "task not authorized to access config " + id);
      Config found = configs.get(id);
      refuseUnless(found != null, "config " + id + " not found");
      return found;
    }

    private static void refuseUnless(boolean allowed, String text) {
      if (!allowed) {
        throw new IllegalArgumentException(text);
      }
    }
  }
}
