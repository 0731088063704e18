package io.swarmd.controlapi.listing;

import com.google.protobuf.Message;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A list being narrowed down (control sheet, section 4, family A). Filters are given in their order of precedence: the
 * first list that is not empty selects the candidates, in the order of its values; then each filter applies to them,
 * any value of a list sufficing. Not for use by several threads.
 */
public final class Listing<T extends Message> {

  private final StoreView view;
  private final Table<T> table;
  private final List<Predicate<T>> conditions = new ArrayList<>();
  private Collection<T> candidates;

  private Listing(StoreView view, Table<T> table) {
    this.view = view;
    this.table = table;
  }

  public static <T extends Message> Listing<T> of(StoreView view, Table<T> table) {
    return new Listing<>(view, table);
  }

  /** Names are looked up whatever their case, but only those equal in case pass. */
  public Listing<T> names(List<String> names) {
    return where(names, name -> view.byName(table, name), (object, name) -> named(object).equals(name));
  }

  public Listing<T> namePrefixes(List<String> prefixes) {
    return where(prefixes, prefix -> view.byNamePrefix(table, prefix),
        (object, prefix) -> !named(object).isEmpty() && named(object).startsWith(prefix));
  }

  public Listing<T> idPrefixes(List<String> prefixes) {
    return where(prefixes, prefix -> view.byIdPrefix(table, prefix),
        (object, prefix) -> table.id(object).startsWith(prefix));
  }

  /** A filter on a property that no index knows. */
  public <V> Listing<T> where(List<V> values, BiPredicate<T, V> matches) {
    return where(values,
        value -> view.all(table).stream().filter(object -> matches.test(object, value)).toList(), matches);
  }

  /** A filter whose candidates can be looked up. */
  public <V> Listing<T> where(List<V> values, Function<V, Collection<T>> lookUp, BiPredicate<T, V> matches) {
    if (!values.isEmpty()) {
      if (candidates == null) {
        candidates = union(values, lookUp);
      }
      conditions.add(object -> values.stream().anyMatch(value -> matches.test(object, value)));
    }
    return this;
  }

  public Listing<T> labels(Map<String, String> wanted, Function<T, Map<String, String>> labels) {
    return also(!wanted.isEmpty(), object -> Labels.match(wanted, labels.apply(object)));
  }

  /** A condition that never selects candidates, only narrows them down; without effect unless asked for. */
  public Listing<T> also(boolean asked, Predicate<T> condition) {
    if (asked) {
      conditions.add(condition);
    }
    return this;
  }

  /** The objects that pass every filter; without a filter, all of them in the order of ids. */
  public List<T> result() {
    Collection<T> chosen = candidates == null ? view.all(table) : candidates;
    return chosen.stream().filter(object -> conditions.stream().allMatch(condition -> condition.test(object))).toList();
  }

  private <V> Collection<T> union(List<V> values, Function<V, Collection<T>> lookUp) {
    LinkedHashMap<String, T> found = new LinkedHashMap<>();
    values.forEach(value -> lookUp.apply(value).forEach(object -> found.putIfAbsent(table.id(object), object)));
    return found.values();
  }

  private String named(T object) {
    return table.objectName(object);
  }
}
