package io.swarmd.orchestrator.work;

import io.swarmd.store.StoreView;
import java.time.Instant;

/** What follows once a unit is known to be written. */
@FunctionalInterface
public interface Landing {

  Landing NOTHING = (view, now) -> {};

  void written(StoreView view, Instant now);
}
