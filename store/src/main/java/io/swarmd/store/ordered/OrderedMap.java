package io.swarmd.store.ordered;

import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * An immutable map ordered by key. Changing it gives a new map that shares all but O(log n) of the old one; its size is
 * known without counting, and so is that of any range. Keys compare as Java strings, which for the ids and names of the
 * cluster (ASCII) is the order of their bytes.
 */
public final class OrderedMap<V> {

  private static final OrderedMap<?> EMPTY = new OrderedMap<>(null);
  /** Greater than any key that begins with what stands before it. */
  private static final char AFTER_ALL = Character.MAX_VALUE;

  /** To search for a key costs about as much as to walk over so many. */
  private static final int SEARCH_COST = 8;

  private final Node<V> root;

  private OrderedMap(Node<V> root) {
    this.root = root;
  }

  @SuppressWarnings("unchecked")
  public static <V> OrderedMap<V> empty() {
    return (OrderedMap<V>) EMPTY;
  }

  /** A map of these keys, which must be in order and each there once, and their values. Takes O(n). */
  public static <V> OrderedMap<V> ofOrdered(List<String> keys, List<V> values) {
    for (int i = 1; i < keys.size(); i++) {
      if (keys.get(i - 1).compareTo(keys.get(i)) >= 0) {
        throw new IllegalArgumentException("key " + keys.get(i) + " comes after " + keys.get(i - 1));
      }
    }
    return keys.isEmpty() ? empty() : new OrderedMap<>(Node.ofOrdered(keys, values, 0, keys.size()));
  }

  public int size() {
    return Node.size(root);
  }

  public boolean isEmpty() {
    return root == null;
  }

  public Optional<V> get(String key) {
    Node<V> node = root;
    while (node != null) {
      int order = key.compareTo(node.key);
      if (order == 0) {
        return Optional.of(node.value);
      }
      node = order < 0 ? node.left : node.right;
    }
    return Optional.empty();
  }

  public boolean contains(String key) {
    return get(key).isPresent();
  }

  /** This map with the value under the key, in place of any that was there. */
  public OrderedMap<V> with(String key, V value) {
    return new OrderedMap<>(Node.with(root, key, value));
  }

  /** This map without the key; the same map when it has none. */
  public OrderedMap<V> without(String key) {
    Node<V> rest = Node.without(root, key);
    return rest == root ? this : rest == null ? empty() : new OrderedMap<>(rest);
  }

  /** All values, in the order of their keys. */
  public Collection<V> values() {
    return new Values<>(this, "", null, (key, value) -> value);
  }

  /** The values whose key begins with the prefix, in the order of their keys; walks those only. */
  public Collection<V> valuesWithPrefix(String prefix) {
    return new Values<>(this, prefix, prefix.isEmpty() ? null : prefix + AFTER_ALL, (key, value) -> value);
  }

  /** All keys, in order. */
  public Collection<String> keys() {
    return new Values<>(this, "", null, (key, value) -> key);
  }

  /** The values of keys that are given in order and are all there. Many keys cost one walk, few a search each. */
  public Iterator<V> valuesAt(Collection<String> keys) {
    boolean few = (long) keys.size() * SEARCH_COST < size();
    return few ? new Search<>(this, keys.iterator()) : new Merge<>(this, keys.iterator());
  }

  /** Walks all entries in order, each as the function makes of it. */
  <R> Iterator<R> walk(BiFunction<String, V, R> result) {
    return new Walk<>(root, "", null, result);
  }

  /** The length of the longest way from the root, which get and with may have to go. */
  int depth() {
    return Node.depth(root);
  }

  /** How many keys are less than this one; all of them for null. */
  private int rank(String key) {
    if (key == null) {
      return size();
    }
    int rank = 0;
    Node<V> node = root;
    while (node != null) {
      if (key.compareTo(node.key) <= 0) {
        node = node.left;
      } else {
        rank += Node.size(node.left) + 1;
        node = node.right;
      }
    }
    return rank;
  }

  /** A lazy view of the keys from one (included) to another (not included; null for no end). */
  private static final class Values<V, R> extends AbstractCollection<R> {

    private final OrderedMap<V> map;
    private final String from;
    private final String to;
    private final BiFunction<String, V, R> result;

    Values(OrderedMap<V> map, String from, String to, BiFunction<String, V, R> result) {
      this.map = map;
      this.from = from;
      this.to = to;
      this.result = result;
    }

    @Override
    public Iterator<R> iterator() {
      return new Walk<>(map.root, from, to, result);
    }

    @Override
    public int size() {
      return from.isEmpty() && to == null ? map.size() : map.rank(to) - map.rank(from);
    }
  }
}
