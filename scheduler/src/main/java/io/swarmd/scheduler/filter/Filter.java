package io.swarmd.scheduler.filter;

import io.swarmd.scheduler.host.Host;

/** One rule, made for the tasks of one spec. */
public interface Filter {

  /** Whether a node that the store has may take one more such task. */
  boolean passes(Host host);

  /** Why this many nodes were refused, in the words users know. */
  String explain(int refusedNodes);

  /** What exactly stands in the way on a node that was refused; empty when the reason says it all. */
  default String detail(Host host) {
    return "";
  }

  /** The usual shape of an explanation: {@code reason on 1 node}, {@code reason on 3 nodes}. */
  static String onNodes(String reason, int refusedNodes) {
    return reason + " on " + (refusedNodes == 1 ? "1 node" : refusedNodes + " nodes");
  }
}
