package io.swarmd.controlapi.watch;

import io.swarmd.api.SelectBy;
import io.swarmd.api.WatchRequest;
import io.swarmd.controlapi.call.Refusal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What the entries of a watch request must be (control sheet, 15, 1 and 11). Pure. */
final class WatchEntries {

  private static final int ALL_ACTIONS = 7;

  /** Fields of which one selector only may speak. */
  private enum Field {
    ID, NAME, CUSTOM, SERVICE_OR_SLOT, NODE, DESIRED_STATE, ROLE, MEMBERSHIP, NETWORK, SECRET, CONFIG, KIND
  }

  private WatchEntries() {}

  static void check(List<WatchRequest.WatchEntry> entries) {
    for (WatchRequest.WatchEntry entry : entries) {
      if (entry.getKind().isEmpty()) {
        throw Refusal.invalidArgument("no kind of object specified");
      }
      if ((entry.getActionValue() & ALL_ACTIONS) == 0) {
        throw Refusal.invalidArgument("unrecognized action");
      }
      checkSelectors(entry.getFiltersList());
    }
  }

  private static void checkSelectors(List<SelectBy> selectors) {
    Set<Field> spoken = EnumSet.noneOf(Field.class);
    for (SelectBy selector : selectors) {
      if (Selector.isSet(selector) && !spoken.add(field(selector))) {
        throw Refusal.invalidArgument("conflicting filters specified");
      }
    }
  }

  private static Field field(SelectBy selector) {
    return switch (selector.getByCase()) {
      case ID, ID_PREFIX -> Field.ID;
      case NAME, NAME_PREFIX -> Field.NAME;
      case CUSTOM, CUSTOM_PREFIX -> Field.CUSTOM;
      case SERVICE_ID, SLOT -> Field.SERVICE_OR_SLOT;
      case NODE_ID -> Field.NODE;
      case DESIRED_STATE -> Field.DESIRED_STATE;
      case ROLE -> Field.ROLE;
      case MEMBERSHIP -> Field.MEMBERSHIP;
      case REFERENCED_NETWORK_ID -> Field.NETWORK;
      case REFERENCED_SECRET_ID -> Field.SECRET;
      case REFERENCED_CONFIG_ID -> Field.CONFIG;
      case KIND, BY_NOT_SET -> Field.KIND;
    };
  }
}
