package io.swarmd.store.ordered;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;

/** Walks the nodes of a tree in order, from one key to another. */
final class Walk<V, R> implements Iterator<R> {

  /** Enough for the height of any tree that fits an int size: weight balance keeps it below 2.4 log2 n. */
  private static final int MAX_HEIGHT = 80;

  private final Node<V>[] path;
  private final String to;
  private final BiFunction<String, V, R> result;
  private int depth;

  @SuppressWarnings("unchecked")
  Walk(Node<V> root, String from, String to, BiFunction<String, V, R> result) {
    this.path = (Node<V>[]) new Node<?>[Math.min(MAX_HEIGHT, 2 + 3 * (32 - Integer.numberOfLeadingZeros(Node.size(root))))];
    this.to = to;
    this.result = result;
    Node<V> node = root;
    while (node != null) {
      if (from.compareTo(node.key) <= 0) {
        path[depth++] = node;
        node = node.left;
      } else {
        node = node.right;
      }
    }
  }

  @Override
  public boolean hasNext() {
    return depth > 0 && (to == null || path[depth - 1].key.compareTo(to) < 0);
  }

  @Override
  public R next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Node<V> current = path[--depth];
    for (Node<V> node = current.right; node != null; node = node.left) {
      path[depth++] = node;
    }
    return result.apply(current.key, current.value);
  }
}
