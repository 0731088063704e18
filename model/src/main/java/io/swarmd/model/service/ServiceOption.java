package io.swarmd.model.service;

import io.swarmd.api.Annotations;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;

/**
 * What a service may ask for that the original does not do: by a label on the service, which any client can set
 * (docs/labels.md). Off unless the label says {@code true}, in letters of any case.
 */
public enum ServiceOption {
  /** Its tasks are spread anew when nodes come. */
  REBALANCE("swarmd.rebalance"),
  /** Tasks of a node that was removed are replaced without the delay of a restart. */
  REPLACE_AT_ONCE("swarmd.replace-at-once"),
  /** Who creates or updates it is told of constraints on labels that no node has. */
  WARN_OF_UNKNOWN_LABELS("swarmd.warn-of-unknown-labels"),
  /** Of nodes that have equally many tasks its tasks go to the one of which the least is reserved. */
  SPREAD_BY_RESERVATION("swarmd.spread-by-reservation"),
  /** Its tasks go to nodes without the labels they are spread over only where no other node takes them. */
  UNLABELLED_LAST("swarmd.unlabelled-last");

  private final String label;

  ServiceOption(String label) {
    this.label = label;
  }

  /** The label's name. */
  public String label() {
    return label;
  }

  public boolean isOn(ServiceSpec spec) {
    return isOn(spec.getAnnotations());
  }

  /** Whether the service asked for it when the task was made. */
  public boolean isOn(Task task) {
    return isOn(task.getServiceAnnotations());
  }

  private boolean isOn(Annotations ofService) {
    return Boolean.parseBoolean(ofService.getLabelsOrDefault(label, ""));
  }
}
