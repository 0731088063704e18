package io.swarmd.bench;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of all workloads; they may stand before or after a workload's name. */
final class HollowOptions {

  @Option(names = "--local", paramLabel = "N", scope = ScopeType.INHERIT,
      description = "Start N managers of this project, with fresh state under target/hollow, and drive those")
  int local;

  @Option(names = "--socket", paramLabel = "PATH", scope = ScopeType.INHERIT,
      description = "Control socket of a manager that runs")
  Path socket;

  @Option(names = "--join-addr", paramLabel = "HOST:PORT", scope = ScopeType.INHERIT,
      description = "Where workers join that manager's cluster")
  String joinAddress = "";

  @Option(names = "--manager-pid", paramLabel = "PID", split = ",", scope = ScopeType.INHERIT,
      description = "Manager processes whose processor time and memory are measured, added up")
  List<Long> managerPids = List.of();

  @Option(names = "--workers", paramLabel = "N", scope = ScopeType.INHERIT,
      description = "Hollow workers that join before the first workload (default ${DEFAULT-VALUE})")
  int workers;

  @Option(names = "--one-by-one", scope = ScopeType.INHERIT,
      description = "Workers report each task in a call of its own, as the original's agents do")
  boolean oneByOne;

  @Option(names = "--json", scope = ScopeType.INHERIT, description = "One JSON object a measurement")
  boolean json;

  /**
   * Refuses options that do not fit together.
   *
   * @throws IllegalArgumentException with one line for the user
   */
  void check() {
    boolean remote = socket != null && !joinAddress.isEmpty();
    if (local < 0 || workers < 0) {
      throw new IllegalArgumentException("--local and --workers take no negative number");
    }
    if ((local > 0) == remote || (local > 0 && (socket != null || !joinAddress.isEmpty()))) {
      throw new IllegalArgumentException("give either --local or both --socket and --join-addr");
    }
  }
}
