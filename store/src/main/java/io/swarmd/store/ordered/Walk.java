package io.swarmd.store.ordered;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;

/** Walks the nodes of a tree in order, from one key to another. */
final class Walk<V, R> implements Iterator<R> {

  private final Node<V>[] path;
  private final String to;
  private final BiFunction<String, V, R> result;
  private int depth;

  @SuppressWarnings("unchecked")
  Walk(Node<V> root, String from, String to, BiFunction<String, V, R> result) {
    this.path = (Node<V>[]) new Node<?>[maxHeight(Node.size(root))];
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

  /** The balance keeps the height below 2.4 log2 n; this is a little more. */
  private static int maxHeight(int size) {
    return 2 + 3 * (Integer.SIZE - Integer.numberOfLeadingZeros(size));
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
