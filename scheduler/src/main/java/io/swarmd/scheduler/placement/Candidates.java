package io.swarmd.scheduler.placement;

import io.swarmd.model.node.NodeLabel;
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

  /** A host that suits, or whose tasks count in a branch, as it was when last looked at. */
  private static final class Finding {
    private final Host host;
    private final Branch leaf;
    /** Tasks of the service counted in the leaf. */
    private int counted;
    /** The candidate that stands for the host now; null when it is refused. */
    private Candidate candidate;

    Finding(Host host, Branch leaf) {
      this.host = host;
      this.leaf = leaf;
    }
  }

  /** In place of a filter for hosts that none refused. */
  private static final byte NOT_REFUSED = 0;

  /** Candidates kept, those out of date included, before all is made anew; twice the hosts when that is more. */
  private static final int MIN_OFFERED = 64;

  /** How long a host may be held back for failures of which no event tells that they are old. */
  private static final Duration FAILURE_REVIEW = Duration.ofMinutes(1);

  private final Hosts hosts;
  private final Wish wish;
  private final int[] refused;
  /** By the ordinal of the host; of those without, only what refused them is kept. */
  private Finding[] findings = {};
  /** One more than the place of the filter, by the ordinal of the host. */
  private byte[] refusedBy = {};
  private Branch root;
  private int offered;
  /** Among the changes of the hosts; before their start until all were looked at once. */
  private long position = -1;
  private Instant now = Instant.MIN;
  private Instant lookAgainAt = Instant.MAX;
  /** Whether every change of the hosts was looked at, so that the refusals are counted right. */
  private boolean exact;
  /** Of the refusals as they are counted; empty after they changed. */
  private Optional<String> explanation = Optional.empty();

  Candidates(Hosts hosts, Wish wish) {
    this.hosts = hosts;
    this.wish = wish;
    this.refused = new int[wish.filters().count()];
    this.root = Branch.root(wish.options().unlabelledLast());
  }

  /** Whether all hosts were looked at once, so that the next look costs little. */
  boolean made() {
    return position >= 0;
  }

  /** Takes in what changed since the last call. */
  void catchUp(Instant moment) {
    now = moment;
    Optional<List<Hosts.Changed>> changes = hosts.since(position);
    if (changes.isEmpty() || offered > 2 * hosts.all().size() + MIN_OFFERED || !now.isBefore(lookAgainAt)) {
      lookAtAll();
      return;
    }
    boolean lazy = !exact && wish.labels().isEmpty();
    for (Hosts.Changed change : changes.get()) {
      if (!lazy || !change.worse()) {
        lookAt(change.host());
      }
    }
    position = hosts.position();
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
    position = hosts.position();
  }

  /** Why no host suits. */
  String explain() {
    if (!exact) {
      lookAtAll();
    }
    if (explanation.isEmpty()) {
      explanation = Optional.of(wish.filters().explain(refused));
    }
    return explanation.get();
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
    explanation = Optional.empty();
    Arrays.fill(refused, 0);
    Arrays.fill(refusedBy, NOT_REFUSED);
    Arrays.fill(findings, null);
    root = Branch.root(wish.options().unlabelledLast());
    offered = 0;
    lookAgainAt = Instant.MAX;
    hosts.all().forEach(this::lookAt);
    position = hosts.position();
    exact = true;
  }

  private void lookAt(Host host) {
    int filter = host.present() ? wish.filters().firstFailed(host) : -1;
    note(host.ordinal(), filter);
    if (!host.present() || (filter >= 0 && wish.labels().isEmpty())) {
      close(host.ordinal());
      return;
    }
    Finding finding = findingOf(host);
    finding.candidate = null;
    int tasks = host.activeOf(wish.serviceId());
    finding.leaf.count(tasks - finding.counted);
    finding.counted = tasks;
    if (filter < 0) {
      finding.candidate = candidate(host);
      finding.leaf.offer(finding.candidate);
      offered++;
    }
  }

  /** Counts the host as refused by this filter, or by none when below zero. */
  private void note(int ordinal, int filter) {
    if (ordinal >= refusedBy.length) {
      refusedBy = Arrays.copyOf(refusedBy, Math.max(ordinal + 1, refusedBy.length * 2));
    }
    if (refusedBy[ordinal] == filter + 1) {
      return;
    }
    explanation = Optional.empty();
    if (refusedBy[ordinal] != NOT_REFUSED) {
      refused[refusedBy[ordinal] - 1]--;
    }
    if (filter >= 0) {
      refused[filter]++;
    }
    refusedBy[ordinal] = (byte) (filter + 1);
  }

  private Candidate candidate(Host host) {
    Candidate candidate = wish.rank(host, now);
    if (candidate.failures() > 0 && lookAgainAt.equals(Instant.MAX)) {
      lookAgainAt = now.plus(FAILURE_REVIEW);
    }
    return candidate;
  }

  /** The finding about this very host in the branch its labels name; another under its ordinal is closed. */
  private Finding findingOf(Host host) {
    if (host.ordinal() >= findings.length) {
      findings = Arrays.copyOf(findings, Math.max(host.ordinal() + 1, findings.length * 2));
    }
    Finding finding = findings[host.ordinal()];
    Branch leaf = leafOf(host);
    if (finding == null || finding.host != host || finding.leaf != leaf) {
      close(host.ordinal());
      finding = new Finding(host, leaf);
      findings[host.ordinal()] = finding;
    }
    return finding;
  }

  private Branch leafOf(Host host) {
    List<NodeLabel> labels = wish.labels();
    return labels.isEmpty() ? root : root.leaf(labels.stream().map(label -> label.valueOn(host.node())).toList());
  }

  private void close(int ordinal) {
    if (ordinal < findings.length && findings[ordinal] != null) {
      findings[ordinal].leaf.count(-findings[ordinal].counted);
      findings[ordinal] = null;
    }
  }
}
