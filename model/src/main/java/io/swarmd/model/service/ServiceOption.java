package io.swarmd.model.service;

import io.swarmd.api.ServiceSpec;

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
  WARN_OF_UNKNOWN_LABELS("swarmd.warn-of-unknown-labels");

  private final String label;

  ServiceOption(String label) {
    this.label = label;
  }

  /** The label's name. */
  public String label() {
    return label;
  }

  public boolean isOn(ServiceSpec spec) {
    return Boolean.parseBoolean(spec.getAnnotations().getLabelsOrDefault(label, ""));
  }
}
