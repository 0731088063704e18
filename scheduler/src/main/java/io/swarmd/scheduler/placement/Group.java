package io.swarmd.scheduler.placement;

import io.swarmd.api.Task;
import io.swarmd.scheduler.filter.Filters;
import io.swarmd.scheduler.host.Host;
import io.swarmd.scheduler.host.Hosts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Tasks that are alike and wait for a node, in the order in which they came, and the hosts that suit them. */
public final class Group {

  /** From how many hosts for each waiting task on it pays to look for the tasks one by one. */
  private static final int FEW_TASKS = 8;

  private final GroupKey key;
  private final Hosts hosts;
  private final Wish wish;
  private final OpenHosts open;
  private final Map<String, Task> waiting = new LinkedHashMap<>();
  private final Candidates candidates;
  /** Those who came since the group was last told why it waits. */
  private List<Task> untold = new ArrayList<>();
  private Optional<String> told = Optional.empty();
  /** The reasons that {@link #text} is about. */
  private Optional<String> reasons = Optional.empty();
  private String text = "";
  private Instant now = Instant.MIN;

  Group(GroupKey key, Hosts hosts, Wish wish, OpenHosts open) {
    this.key = key;
    this.hosts = hosts;
    this.wish = wish;
    this.open = open;
    this.candidates = new Candidates(hosts, wish);
  }

  public GroupKey key() {
    return key;
  }

  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  public Collection<Task> waiting() {
    return waiting.values();
  }

  void add(Task task) {
    waiting.put(task.getId(), task);
    untold.add(task);
  }

  void remove(String taskId) {
    waiting.remove(taskId);
    if (waiting.isEmpty()) {
      untold.clear();
    }
  }

  /** The next task and the best host for it; empty when no host suits, or no task waits. */
  public Optional<Match> next() {
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    return best().map(host -> new Match(waiting.values().iterator().next(), host));
  }

  /** For a few tasks the hosts are found in the order that groups share, unless all were looked at anyway. */
  private Optional<Host> best() {
    if (!candidates.made()) {
      if ((long) waiting.size() * FEW_TASKS < hosts.all().size()) {
        Optional<Host> host = open.best(wish, now);
        if (host.isPresent()) {
          return host;
        }
      }
      candidates.catchUp(now);
    }
    return candidates.best();
  }

  /** A task and where it may go. */
  public record Match(Task task, Host host) {}

  /** To be told once the task of {@link #next} weighs on its host. */
  public void placed(Match match) {
    remove(match.task.getId());
    if (candidates.made()) {
      candidates.placedOn(match.host);
    }
  }

  /** Takes in what changed on the hosts. */
  public void catchUp(Instant moment) {
    now = moment;
    if (candidates.made()) {
      candidates.catchUp(now);
    }
  }

  /** Whether it knows something of every host, and is worth to be kept for more tasks. */
  boolean isLearned() {
    return candidates.made();
  }

  /**
   * Why the tasks wait; call only when {@link #next} found no host.
   *
   * @param advice what there is to say beside, about one of the tasks; asked for when the reasons changed
   */
  public String explain(Function<Task, String> advice) {
    String counted = candidates.explain();
    if (!reasons.equals(Optional.of(counted))) {
      reasons = Optional.of(counted);
      String more = advice.apply(waiting.values().iterator().next());
      text = Filters.noSuitableNode(counted) + (more.isEmpty() ? "" : "; " + more);
    }
    return text;
  }

  /** The tasks that were not yet told this; they count as told from now on. */
  public List<Task> toTell(String text) {
    List<Task> candidatesToTell = told.equals(Optional.of(text)) ? untold : List.copyOf(waiting.values());
    told = Optional.of(text);
    untold = new ArrayList<>();
    return candidatesToTell.stream()
        .filter(task -> waiting.get(task.getId()) == task && !task.getStatus().getErr().equals(text)).toList();
  }

  /** Makes the next {@link #explain} and {@link #toTell} look at everything again. */
  void untell() {
    told = Optional.empty();
    reasons = Optional.empty();
  }
}
