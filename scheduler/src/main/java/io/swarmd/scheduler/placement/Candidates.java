package io.swarmd.scheduler.placement;

import io.swarmd.api.Task;
import io.swarmd.scheduler.filter.Filters;
import io.swarmd.scheduler.host.Host;
import io.swarmd.scheduler.host.Hosts;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which hosts suit the tasks of a group, the best of them first, and why the others do not. Made by looking at every
 * host once; after that it follows the log of changed hosts, so that a placement costs a few comparisons however many
 * hosts there are. Hosts that only took more tasks are not looked at before they come to the top.
 */
final class Candidates implements Branch.Review {

  /** What was found about a host when it was last looked at. */
  private static final class Finding {
    private final Host host;
    private Branch leaf;
    /** Tasks of the service counted in the leaf. */
    private int counted;
    /** The candidate that stands for the host now; null when it is refused. */
    private Candidate candidate;
    private int refusedBy = -1;

    Finding(Host host) {
      this.host = host;
    }
  }

  /** Candidates kept, those out of date included, before all is made anew; twice the hosts when that is more. */
  private static final int MIN_OFFERED = 64;

  /** How long a host may be held back for failures of which no event tells that they are old. */
  private static final Duration FAILURE_REVIEW = Duration.ofMinutes(1);

  private final Hosts hosts;
  private final Filters filters;
  private final List<SpreadLabel> labels;
  private final String serviceId;
  private final long specVersion;
  private final int[] refused;
  /** By the ordinal of the host. */
  private Finding[] findings = {};
  private Branch root;
  private int offered;
  /** In the log of the hosts; before its start until all were looked at once. */
  private long position = -1;
  private Instant now;
  private Instant lookAgainAt = Instant.MAX;
  /** Whether every change of the log was looked at, so that the refusals are counted right. */
  private boolean exact;

  Candidates(Hosts hosts, Task example) {
    this.hosts = hosts;
    this.filters = Filters.of(example);
    this.labels = SpreadLabel.of(example);
    this.serviceId = example.getServiceId();
    this.specVersion = example.getSpecVersion().getIndex();
    this.refused = new int[filters.count()];
  }

  /** Takes in what changed since the last call. */
  void catchUp(Instant moment) {
    now = moment;
    Optional<List<Hosts.Changed>> changes = hosts.since(position);
    if (changes.isEmpty() || offered > 2 * hosts.all().size() + MIN_OFFERED || !now.isBefore(lookAgainAt)) {
      lookAtAll();
      return;
    }
    boolean lazy = !exact && labels.isEmpty();
    for (Hosts.Changed change : changes.get()) {
      if (!lazy || !change.worse()) {
        lookAt(change.host());
      }
    }
    position = hosts.logEnd();
  }

  /** The best host for one more task, if any suits. */
  Optional<Host> best() {
    Optional<Host> best = root.best(this).map(Candidate::host);
    if (best.isPresent()) {
      exact = false;
    }
    return best;
  }

  /** To be told after each placement on what {@link #best} gave. */
  void placedOn(Host host) {
    lookAt(host);
    position = hosts.logEnd();
  }

  /** Why no host suits. */
  String explain() {
    if (!exact) {
      lookAtAll();
    }
    return filters.explain(refused);
  }

  @Override
  public boolean holds(Candidate candidate) {
    return findings[candidate.host().ordinal()] instanceof Finding finding && finding.candidate == candidate
        && candidate.revision() == candidate.host().revision();
  }

  @Override
  public void dropped(Candidate candidate) {
    offered--;
    Finding finding = findings[candidate.host().ordinal()];
    if (finding != null && finding.candidate == candidate) {
      lookAt(candidate.host());
    }
  }

  private void lookAtAll() {
    Arrays.fill(refused, 0);
    Arrays.fill(findings, null);
    root = new Branch(null);
    offered = 0;
    lookAgainAt = Instant.MAX;
    hosts.all().forEach(this::lookAt);
    position = hosts.logEnd();
    exact = true;
  }

  private void lookAt(Host host) {
    Finding finding = findingOf(host);
    if (finding.refusedBy >= 0) {
      refused[finding.refusedBy]--;
      finding.refusedBy = -1;
    }
    finding.candidate = null;
    if (!host.present()) {
      leave(finding);
      findings[host.ordinal()] = null;
      return;
    }
    settle(finding);
    finding.refusedBy = filters.firstFailed(host);
    if (finding.refusedBy >= 0) {
      refused[finding.refusedBy]++;
    } else {
      finding.candidate = candidate(host);
      finding.leaf.offer(finding.candidate);
      offered++;
    }
  }

  /** Puts the host into the leaf its labels name, with its tasks. */
  private void settle(Finding finding) {
    if (finding.leaf == null || !labels.isEmpty()) {
      leave(finding);
      finding.leaf = root.leaf(labels.stream().map(label -> label.valueOn(finding.host.node())).toList());
    }
    int tasks = finding.host.activeOf(serviceId);
    finding.leaf.count(tasks - finding.counted);
    finding.counted = tasks;
  }

  private static void leave(Finding finding) {
    if (finding.leaf != null) {
      finding.leaf.count(-finding.counted);
      finding.counted = 0;
    }
  }

  private Candidate candidate(Host host) {
    int failures = host.failures().weighing(serviceId, specVersion, now);
    if (failures > 0 && lookAgainAt.equals(Instant.MAX)) {
      lookAgainAt = now.plus(FAILURE_REVIEW);
    }
    return new Candidate(host, host.revision(), failures, host.activeOf(serviceId), host.active());
  }

  /** The finding about this very host; one about a host that had the ordinal before is closed. */
  private Finding findingOf(Host host) {
    if (host.ordinal() >= findings.length) {
      findings = Arrays.copyOf(findings, Math.max(host.ordinal() + 1, findings.length * 2));
    }
    Finding finding = findings[host.ordinal()];
    if (finding == null || finding.host != host) {
      if (finding != null) {
        close(finding);
      }
      finding = new Finding(host);
      findings[host.ordinal()] = finding;
    }
    return finding;
  }

  private void close(Finding gone) {
    leave(gone);
    if (gone.refusedBy >= 0) {
      refused[gone.refusedBy]--;
    }
  }
}
