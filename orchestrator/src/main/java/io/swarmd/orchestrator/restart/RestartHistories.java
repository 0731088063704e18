package io.swarmd.orchestrator.restart;

import io.swarmd.api.Task;
import io.swarmd.model.restart.RestartHistory;
import io.swarmd.model.restart.RestartRule;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.model.time.WireTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The restarts of each slot whose policy counts them; memory of the leader, rebuilt from the tasks that are left when a
 * leader starts (orchestration sheet, 8.5 and 9.4). One entry a slot, bounded in itself by the policy's window.
 */
public final class RestartHistories {

  private static final Comparator<Task> BY_CREATION = Comparator.comparing(RestartHistories::createdAt);

  private final Map<String, Map<Slot, RestartHistory>> services = new HashMap<>();

  public RestartHistory of(Slot slot) {
    return services.getOrDefault(slot.serviceId(), Map.of()).getOrDefault(slot, RestartHistory.NONE);
  }

  /** Notes that the replacement took its slot. */
  public void restarted(Task replacement, Slot slot, Instant at) {
    RestartHistory next = of(slot).restarted(replacement, at);
    if (!next.isEmpty()) {
      services.computeIfAbsent(slot.serviceId(), id -> new HashMap<>()).put(slot, next);
    }
  }

  public void forget(String serviceId) {
    services.remove(serviceId);
  }

  /** Takes the tasks of one service for their history: in each slot all but the first of the newest spec version. */
  public void rebuild(Collection<Task> tasksOfService, ServiceMode mode, Instant now) {
    Map<Slot, List<Task>> counted = tasksOfService.stream()
        .filter(task -> task.hasSpecVersion() && RestartRule.of(task.getSpec()).counts())
        .collect(Collectors.groupingBy(task -> Slot.of(task, mode)));
    counted.forEach((slot, tasks) -> rebuild(slot, tasks, now));
  }

  private void rebuild(Slot slot, List<Task> tasks, Instant now) {
    List<Task> newest = tasks.stream()
        .collect(Collectors.groupingBy(task -> task.getSpecVersion().getIndex(), TreeMap::new, Collectors.toList()))
        .lastEntry().getValue();
    List<Task> ordered = new ArrayList<>(newest);
    ordered.sort(BY_CREATION);
    ordered.stream().skip(1)
        .forEach(task -> restarted(task, slot, task.getMeta().hasCreatedAt() ? createdAt(task) : now));
  }

  private static Instant createdAt(Task task) {
    return task.getMeta().hasCreatedAt() ? WireTime.instant(task.getMeta().getCreatedAt()) : Instant.MIN;
  }
}
