package io.swarmd.simulation.check;

import io.swarmd.api.GenericResource;
import io.swarmd.api.Node;
import io.swarmd.api.Task;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a node has of generic resources and what its tasks hold of them (scheduling sheet, 2.5), by the store alone. */
final class GenericRoom {

  private GenericRoom() {}

  /** The kind of which the node has less left than the task asks for. */
  static Optional<String> shortage(Node node, Task task, Collection<Task> others) {
    return asked(task).map(GenericRoom::kind).distinct()
        .filter(kind -> amount(asked(task), kind) > left(node, kind, others)).findFirst();
  }

  /** What is wrong with what a task was given as it came to the node. */
  static Optional<String> wronglyGiven(Node node, Task task) {
    Set<String> there = names(described(node));
    List<String> strange = names(task).stream().filter(name -> !there.contains(name)).toList();
    Optional<String> other = asked(task).map(GenericRoom::kind)
        .filter(kind -> amount(asked(task), kind) != given(task, kind)).findFirst();
    return !strange.isEmpty() ? Optional.of("was given " + strange + ", which the node has not")
        : other.map(kind -> "was given another amount of " + kind + " than it asks for");
  }

  /** What tasks hold of the node that it has not. */
  static Optional<String> overfull(Node node, Collection<Task> tasks) {
    Set<String> strange = tasks.stream().flatMap(task -> names(task).stream()).collect(Collectors.toCollection(
        TreeSet::new));
    strange.removeAll(names(described(node)));
    return strange.isEmpty() ? tasks.stream().flatMap(GenericRoom::counts).map(GenericRoom::kind).distinct()
        .filter(kind -> amount(tasks.stream().flatMap(GenericRoom::counts), kind)
            > amount(described(node).stream().filter(GenericResource::hasDiscreteResourceSpec), kind)).findFirst()
        : Optional.of(strange.toString());
  }

  /** The names that a task holds, each with its kind. */
  static Set<String> names(Task task) {
    return names(task.getAssignedGenericResourcesList());
  }

  private static Set<String> names(List<GenericResource> resources) {
    return resources.stream().filter(GenericResource::hasNamedResourceSpec)
        .map(one -> kind(one) + " " + one.getNamedResourceSpec().getValue()).collect(Collectors.toSet());
  }

  private static long left(Node node, String kind, Collection<Task> holders) {
    Set<String> free = names(described(node).stream().filter(one -> kind(one).equals(kind)).toList());
    if (free.isEmpty()) {
      return amount(described(node).stream(), kind) - amount(holders.stream().flatMap(GenericRoom::counts), kind);
    }
    holders.forEach(holder -> free.removeAll(names(holder)));
    return free.size();
  }

  private static Stream<GenericResource> counts(Task task) {
    return task.getAssignedGenericResourcesList().stream().filter(GenericResource::hasDiscreteResourceSpec);
  }

  private static long given(Task task, String kind) {
    return amount(task.getAssignedGenericResourcesList().stream(), kind);
  }

  /** Names count one each. */
  private static long amount(Stream<GenericResource> resources, String kind) {
    return resources.filter(one -> kind(one).equals(kind))
        .mapToLong(one -> one.hasNamedResourceSpec() ? 1 : one.getDiscreteResourceSpec().getValue()).sum();
  }

  private static Stream<GenericResource> asked(Task task) {
    return task.getSpec().getResources().getReservations().getGenericList().stream();
  }

  private static List<GenericResource> described(Node node) {
    return node.getDescription().getResources().getGenericList();
  }

  private static String kind(GenericResource resource) {
    return resource.hasNamedResourceSpec()
        ? resource.getNamedResourceSpec().getKind() : resource.getDiscreteResourceSpec().getKind();
  }
}
