package io.swarmd.controlapi.watch;

import com.google.protobuf.Message;
import io.swarmd.api.IndexEntry;
import io.swarmd.api.Node;
import io.swarmd.api.SelectBy;
import io.swarmd.api.SelectByCustom;
import io.swarmd.api.Task;
import io.swarmd.store.Change;
import io.swarmd.store.Table;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Which objects a selector of a watch lets through (control sheet, 15, 10). Pure. */
final class Selector {

  private Selector() {}

  /** A selector with an empty value counts as absent. */
  static boolean isSet(SelectBy selector) {
    return switch (selector.getByCase()) {
      case ID -> !selector.getId().isEmpty();
      case ID_PREFIX -> !selector.getIdPrefix().isEmpty();
      case NAME -> !selector.getName().isEmpty();
      case NAME_PREFIX -> !selector.getNamePrefix().isEmpty();
      case SERVICE_ID -> !selector.getServiceId().isEmpty();
      case NODE_ID -> !selector.getNodeId().isEmpty();
      case BY_NOT_SET -> false;
      default -> true;
    };
  }

  /** Selectors that say nothing about objects of this kind let everything through. */
  static boolean passes(SelectBy selector, Change<?> change) {
    if (!isSet(selector)) {
      return true;
    }
    return switch (selector.getByCase()) {
      case ID -> change.id().equals(selector.getId());
      case ID_PREFIX -> change.id().startsWith(selector.getIdPrefix());
      case NAME -> named(change, name -> name.equals(selector.getName()));
      case NAME_PREFIX -> named(change, name -> name.startsWith(selector.getNamePrefix()));
      case CUSTOM -> custom(change.object(), selector.getCustom(), String::equals);
      case CUSTOM_PREFIX -> custom(change.object(), selector.getCustomPrefix(), String::startsWith);
      case SERVICE_ID -> task(change, task -> task.getServiceId().equals(selector.getServiceId()));
      case NODE_ID -> task(change, task -> task.getNodeId().equals(selector.getNodeId()));
      case SLOT -> task(change, task -> task.getServiceId().equals(selector.getSlot().getServiceId())
          && task.getSlot() == selector.getSlot().getSlot());
      case DESIRED_STATE -> task(change, task -> task.getDesiredState() == selector.getDesiredState());
      case ROLE -> node(change, node -> node.getRole() == selector.getRole());
      case MEMBERSHIP -> node(change, node -> node.getSpec().getMembership() == selector.getMembership());
      case REFERENCED_NETWORK_ID, REFERENCED_SECRET_ID, REFERENCED_CONFIG_ID, KIND, BY_NOT_SET -> true;
    };
  }

  /** The name as stored; a task's annotation only, never the computed one. A node without description has none. */
  private static boolean named(Change<?> change, Predicate<String> condition) {
    String name = change.object() instanceof Task task ? task.getAnnotations().getName() : objectName(change);
    boolean nameless = change.object() instanceof Node node && !node.hasDescription();
    return !nameless && condition.test(name);
  }

  private static <T extends Message> String objectName(Change<T> change) {
    return change.table().objectName(change.object());
  }

  private static boolean custom(Message object, SelectByCustom wanted, BiPredicate<String, String> matches) {
    return CustomIndices.of(object).stream().anyMatch((IndexEntry entry) ->
        entry.getKey().equals(wanted.getIndex()) && matches.test(entry.getVal(), wanted.getValue()));
  }

  private static boolean task(Change<?> change, Predicate<Task> condition) {
    return change.table() != Table.TASK || condition.test((Task) change.object());
  }

  private static boolean node(Change<?> change, Predicate<Node> condition) {
    return change.table() != Table.NODE || condition.test((Node) change.object());
  }
}
