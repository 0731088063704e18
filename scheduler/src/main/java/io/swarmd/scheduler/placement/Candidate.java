package io.swarmd.scheduler.placement;

import io.swarmd.scheduler.host.Host;

/**
 * A host that passed all filters, with what it was ranked by then (scheduling sheet, 2.2). Out of date once the host's
 * revision has moved on.
 *
 * @param failures recent failures of the same service version, when they are many
 * @param ofService tasks of the service meant to run there
 * @param total all tasks meant to run there
 * @param reserved how much of the host is reserved, where that counts; else 0
 */
record Candidate(Host host, long revision, int failures, int ofService, int total, double reserved)
    implements Comparable<Candidate> {

  /** The better first; of equals the one whose ordinal is lower, so that a decision can be repeated. */
  @Override
  public int compareTo(Candidate other) {
    int order = Integer.compare(failures, other.failures);
    if (order == 0) {
      order = Integer.compare(ofService, other.ofService);
    }
    if (order == 0) {
      order = Integer.compare(total, other.total);
    }
    if (order == 0) {
      order = Double.compare(reserved, other.reserved);
    }
    return order != 0 ? order : Integer.compare(host.ordinal(), other.host.ordinal());
  }
}
