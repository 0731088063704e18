package io.swarmd.controlapi.service;

import io.swarmd.api.ServiceSpec;
import io.swarmd.model.constraint.UnknownLabels;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what a service asks of nodes that none of them has, for services that want to be told. Refuses nothing. */
final class PlacementAdvice {

  private static final Logger log = LoggerFactory.getLogger(PlacementAdvice.class);

  private PlacementAdvice() {}

  static void log(StoreView view, ServiceSpec spec) {
    List<String> warnings = UnknownLabels.warnings(spec, view.all(Table.NODE));
    if (!warnings.isEmpty()) {
      log.warn("service {}: {}", spec.getAnnotations().getName(), String.join("; ", warnings));
    }
  }
}
