package io.swarmd.store.state;

import com.google.protobuf.Message;
import io.swarmd.api.Extension;
import io.swarmd.api.Resource;
import io.swarmd.store.Index;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;

/** The rules that hold for single kinds: extensions and the resources they allow (scheduling sheet, 4.2). */
final class KindRules {

  private KindRules() {}

  static void checkCreate(StoreView state, Message object) {
    if (object instanceof Resource resource && state.byName(Table.EXTENSION, resource.getKind()).isEmpty()) {
      throw new StoreException(Reason.KIND_UNREGISTERED);
    }
    if (object instanceof Extension extension && isTable(extension.getAnnotations().getName())) {
      throw new StoreException(Reason.NAME_CONFLICT);
    }
  }

  static void checkUpdate(Message object) {
    if (object instanceof Extension) {
      throw new StoreException(Reason.EXTENSION_IMMUTABLE);
    }
  }

  static void checkDelete(StoreView state, Message object) {
    if (object instanceof Extension extension
        && !state.find(Index.RESOURCE_BY_KIND, extension.getAnnotations().getName()).isEmpty()) {
      throw new StoreException(Reason.EXTENSION_IN_USE);
    }
  }

  private static boolean isTable(String name) {
    return Table.ALL.stream().anyMatch(table -> table.name().equals(name));
  }
}
