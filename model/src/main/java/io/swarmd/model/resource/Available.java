package io.swarmd.model.resource;

import io.swarmd.api.GenericResource;
import io.swarmd.api.Node;
import io.swarmd.api.Resources;
import io.swarmd.api.TaskSpec;
import java.util.List;

/**
 * What a node has left for further tasks. Amounts may be below zero when a node shrank under its tasks.
 *
 * @param nanoCpus billionths of a CPU
 * @param generic what is left of each kind, in the node's order
 */
public record Available(long nanoCpus, long memoryBytes, List<GenericResource> generic) {

  /** All a node says it has; a node that says nothing has nothing. */
  public static Available of(Node node) {
    Resources described = node.getDescription().getResources();
    return new Available(described.getNanoCpus(), described.getMemoryBytes(), described.getGenericList());
  }

  /** What a task keeps others from using: its reservations; limits never count. */
  public static Resources reservedBy(TaskSpec spec) {
    return spec.getResources().getReservations();
  }

  public static boolean asksForAny(Resources asked) {
    return asked.getNanoCpus() != 0 || asked.getMemoryBytes() != 0 || asked.getGenericCount() > 0;
  }

  public boolean covers(Resources asked) {
    return asked.getNanoCpus() <= nanoCpus && asked.getMemoryBytes() <= memoryBytes
        && (asked.getGenericCount() == 0 || GenericResources.enough(generic, asked.getGenericList()));
  }

  /** What is left once a task with these reservations holds these generic resources. */
  public Available minus(Resources asked, List<GenericResource> assigned) {
    return new Available(nanoCpus - asked.getNanoCpus(), memoryBytes - asked.getMemoryBytes(),
        assigned.isEmpty() ? generic : GenericResources.consume(generic, assigned));
  }

  /** What is there again once such a task, which held no generic resources, has ended. */
  public Available plus(Resources asked) {
    return new Available(nanoCpus + asked.getNanoCpus(), memoryBytes + asked.getMemoryBytes(), generic);
  }
}
