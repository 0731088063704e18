package io.swarmd.scheduler.placement;

import io.swarmd.api.Task;
import io.swarmd.scheduler.host.Hosts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tasks that wait for a node, by group. Groups whose tasks have all gone are remembered for a while when they
 * know all hosts, because more tasks of a service often follow.
 */
public final class WaitingTasks {

  /** The hosts looked at by all idle groups together, beyond which the group longest idle is forgotten. */
  private static final int MAX_IDLE_FINDINGS = 200_000;

  /** Orders of open hosts kept, beyond which the one longest unused is made anew when asked for again. */
  private static final int MAX_ORDERS = 64;

  private final Hosts hosts;
  private final LinkedHashMap<OpenHosts.Key, OpenHosts> orders = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Group> byTask = new HashMap<>();
  private final Map<GroupKey, Group> busy = new LinkedHashMap<>();
  private final LinkedHashMap<GroupKey, Group> idle = new LinkedHashMap<>();
  /** Groups to look at although no host has changed. */
  private final Set<Group> stirred = new LinkedHashSet<>();
  private long position = -1;

  public WaitingTasks(Hosts hosts) {
    this.hosts = hosts;
  }

  /** Lets the task wait, in place of what was known of it. */
  public void add(Task task) {
    remove(task.getId());
    GroupKey key = GroupKey.of(task);
    Group group = busy.get(key);
    if (group == null) {
      group = idle.remove(key);
      if (group == null) {
        Wish wish = Wish.of(task);
        group = new Group(key, hosts, wish, openFor(OpenHosts.Key.of(wish)));
      }
      busy.put(key, group);
    }
    group.add(task);
    byTask.put(task.getId(), group);
    stirred.add(group);
  }

  private OpenHosts openFor(OpenHosts.Key key) {
    OpenHosts order = orders.computeIfAbsent(key, asked -> new OpenHosts(hosts, asked));
    if (orders.size() > MAX_ORDERS) {
      orders.pollFirstEntry();
    }
    return order;
  }

  /** The task waits no more. */
  public void remove(String taskId) {
    Group group = byTask.remove(taskId);
    if (group != null) {
      group.remove(taskId);
      retireIfEmpty(group);
    }
  }

  /** Lets the groups of a service be looked at again. */
  public void stir(String serviceId) {
    for (Group group : busy.values()) {
      if (group.key().serviceId().equals(serviceId)) {
        group.untell();
        stirred.add(group);
      }
    }
  }

  /**
   * The groups with something to decide: those with new tasks, and all when a host has changed. To be followed by
   * {@link #retireIfEmpty} for each.
   */
  public List<Group> toDecide() {
    if (stirred.isEmpty() && position == hosts.position()) {
      return List.of();
    }
    List<Group> groups = new ArrayList<>(position == hosts.position() ? stirred : busy.values());
    stirred.clear();
    position = hosts.position();
    return groups;
  }

  /** The task of the group was decided. */
  public void decided(Task task) {
    byTask.remove(task.getId());
  }

  public void retireIfEmpty(Group group) {
    if (group.isEmpty() && busy.remove(group.key(), group)) {
      stirred.remove(group);
      if (!group.isLearned()) {
        return;
      }
      idle.put(group.key(), group);
      int most = Math.max(1, MAX_IDLE_FINDINGS / Math.max(1, hosts.all().size()));
      while (idle.size() > most) {
        idle.remove(idle.firstEntry().getKey());
      }
    }
  }
}
