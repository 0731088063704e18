package io.swarmd.store;

import com.google.protobuf.Message;
import io.swarmd.api.ConfigReference;
import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.Resource;
import io.swarmd.api.SecretReference;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import java.util.List;
import java.util.function.Function;

/**
 * A way to find objects of a table by a key other than the id (scheduling sheet, 4.1; only those that somebody asks).
 * An object may have any number of keys. Within a key objects come in the order of their ids.
 *
 * @param table what is found
 * @param name for messages
 * @param keys the keys of an object
 */
public record Index<T extends Message>(Table<T> table, String name, Function<T, List<String>> keys) {

  public static final Index<Task> TASK_BY_SERVICE = new Index<>(Table.TASK, "service",
      t -> unlessEmpty(t.getServiceId()));
  public static final Index<Task> TASK_BY_NODE = new Index<>(Table.TASK, "node", t -> unlessEmpty(t.getNodeId()));
  /** Keys are made by {@link #slotKey}. */
  public static final Index<Task> TASK_BY_SLOT = new Index<>(Table.TASK, "slot",
      t -> t.getServiceId().isEmpty() ? List.of() : slotKeys(t));
  /** By the network ids in the task's spec. */
  public static final Index<Task> TASK_BY_NETWORK = new Index<>(Table.TASK, "network",
      t -> targets(t.getSpec().getNetworksList()));
  public static final Index<Task> TASK_BY_SECRET = new Index<>(Table.TASK, "secret",
      t -> keys(t.getSpec().getContainer().getSecretsList(), SecretReference::getSecretId));
  public static final Index<Task> TASK_BY_CONFIG = new Index<>(Table.TASK, "config",
      t -> keys(t.getSpec().getContainer().getConfigsList(), ConfigReference::getConfigId));
  /** By the networks of the task template, else of the service itself. */
  public static final Index<Service> SERVICE_BY_NETWORK = new Index<>(Table.SERVICE, "network", s ->
      targets(s.getSpec().getTask().getNetworksCount() > 0
          ? s.getSpec().getTask().getNetworksList() : s.getSpec().getNetworksList()));
  public static final Index<Service> SERVICE_BY_SECRET = new Index<>(Table.SERVICE, "secret",
      s -> keys(s.getSpec().getTask().getContainer().getSecretsList(), SecretReference::getSecretId));
  public static final Index<Service> SERVICE_BY_CONFIG = new Index<>(Table.SERVICE, "config",
      s -> keys(s.getSpec().getTask().getContainer().getConfigsList(), ConfigReference::getConfigId));
  public static final Index<Resource> RESOURCE_BY_KIND = new Index<>(Table.RESOURCE, "kind",
      r -> unlessEmpty(r.getKind()));

  /** All indexes beside id and name, which every table has. */
  public static final List<Index<?>> ALL = List.of(TASK_BY_SERVICE, TASK_BY_NODE, TASK_BY_SLOT, TASK_BY_NETWORK,
      TASK_BY_SECRET, TASK_BY_CONFIG, SERVICE_BY_NETWORK, SERVICE_BY_SECRET, SERVICE_BY_CONFIG, RESOURCE_BY_KIND);

  /**
   * The key of a slot in {@link #TASK_BY_SLOT}: service and node, or for a slot that is on no node (of replicated
   * services and jobs) service and slot number.
   */
  public static String slotKey(String serviceId, long slot, String nodeId) {
    return serviceId + "|" + (nodeId.isEmpty() ? Long.toUnsignedString(slot) : "@" + nodeId);
  }

  /** A job's task without a number may stand for its node, or be in the first slot of a replicated job: it is both. */
  private static List<String> slotKeys(Task task) {
    String numbered = slotKey(task.getServiceId(), task.getSlot(), "");
    if (task.getSlot() != 0 || task.getNodeId().isEmpty()) {
      return List.of(numbered);
    }
    String onNode = slotKey(task.getServiceId(), 0, task.getNodeId());
    return task.hasJobIteration() ? List.of(numbered, onNode) : List.of(onNode);
  }

  private static List<String> unlessEmpty(String key) {
    return key.isEmpty() ? List.of() : List.of(key);
  }

  private static List<String> targets(List<NetworkAttachmentConfig> networks) {
    return keys(networks, NetworkAttachmentConfig::getTarget);
  }

  /** Most objects refer to nothing: for those it makes nothing. */
  private static <R> List<String> keys(List<R> references, Function<R, String> key) {
    return references.isEmpty() ? List.of() : references.stream().map(key).distinct().toList();
  }
}
