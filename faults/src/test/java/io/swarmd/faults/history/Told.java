package io.swarmd.faults.history;

import java.util.List;

/**
 * A message to a watcher: what one transaction changed.
 *
 * @param received when, by the clock of the history
 */
public record Told(long received, long version, List<ObjectChange> changes) {}
