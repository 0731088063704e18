package io.swarmd.scheduler.filter;

import io.swarmd.api.Platform;
import io.swarmd.api.Task;
import io.swarmd.model.platform.PlatformMatch;
import io.swarmd.scheduler.host.Host;
import java.util.List;
import java.util.Optional;

/** The node is of one of the platforms the image is made for. */
record PlatformFilter(List<Platform> platforms) implements Filter {

  static Optional<PlatformFilter> of(Task task) {
    List<Platform> platforms = task.getSpec().getPlacement().getPlatformsList();
    return platforms.isEmpty() ? Optional.empty() : Optional.of(new PlatformFilter(platforms));
  }

  @Override
  public boolean passes(Host host) {
    return PlatformMatch.matchesAny(platforms, host.node());
  }

  @Override
  public String detail(Host host) {
    Platform platform = host.node().getDescription().getPlatform();
    return host.node().getDescription().hasPlatform()
        ? "is " + platform.getOs() + "/" + platform.getArchitecture() : "does not tell its platform";
  }

  @Override
  public String explain(int refusedNodes) {
    return Filter.onNodes("unsupported platform", refusedNodes);
  }
}
