package io.swarmd.controlapi.listing;

import com.google.protobuf.Message;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/** The candidates of a list of secrets or configs (control sheet, section 4, family B). */
public final class Union {

  private Union() {}

  /** What any of the three lists finds, names without regard to case; everything when all are empty. */
  public static <T extends Message> Collection<T> of(StoreView view, Table<T> table, List<String> names,
      List<String> namePrefixes, List<String> idPrefixes) {
    if (names.isEmpty() && namePrefixes.isEmpty() && idPrefixes.isEmpty()) {
      return view.all(table);
    }
    LinkedHashMap<String, T> found = new LinkedHashMap<>();
    names.forEach(name -> add(found, table, view.byName(table, name)));
    namePrefixes.forEach(prefix -> add(found, table, view.byNamePrefix(table, prefix)));
    idPrefixes.forEach(prefix -> add(found, table, view.byIdPrefix(table, prefix)));
    return found.values();
  }

  private static <T extends Message> void add(LinkedHashMap<String, T> found, Table<T> table, Collection<T> more) {
    more.forEach(object -> found.putIfAbsent(table.id(object), object));
  }
}
