package io.swarmd.scheduler.filter;

import io.swarmd.api.Mount;
import io.swarmd.api.Task;
import io.swarmd.scheduler.host.Host;
import java.util.Optional;

/** Cluster volumes are not provided yet, so that no node can serve a task that mounts one. */
record ClusterVolumeFilter() implements Filter {

  static Optional<ClusterVolumeFilter> of(Task task) {
    boolean asked = task.getSpec().getContainer().getMountsList().stream()
        .anyMatch(mount -> mount.getType() == Mount.Type.CLUSTER);
    return asked ? Optional.of(new ClusterVolumeFilter()) : Optional.empty();
  }

  @Override
  public boolean passes(Host host) {
    return false;
  }

  @Override
  public String explain(int refusedNodes) {
    return Filter.onNodes("cannot fulfill requested CSI volume mounts", refusedNodes);
  }
}
