package io.swarmd.store.ordered;

import java.util.List;

/**
 * A node of a weight-balanced binary tree: neither side holds more than {@link #WEIGHT} times what the other holds. The
 * weights that keep the balance are the sizes one wants to know anyway (Adams, 'Efficient sets', 1993; the parameters
 * 3 and 2 are those proven by Hirai and Yamamoto, 2011).
 */
final class Node<V> {

  private static final int WEIGHT = 3;
  private static final int SINGLE_ROTATION = 2;

  final String key;
  final V value;
  final Node<V> left;
  final Node<V> right;
  private final int size;

  private Node(String key, V value, Node<V> left, Node<V> right) {
    this.key = key;
    this.value = value;
    this.left = left;
    this.right = right;
    this.size = size(left) + size(right) + 1;
  }

  /** A tree of the entries from one index (included) to another (not included), with the middle one as its root. */
  static <V> Node<V> ofOrdered(List<String> keys, List<V> values, int from, int to) {
    if (from == to) {
      return null;
    }
    int middle = (from + to) >>> 1;
    return new Node<>(keys.get(middle), values.get(middle),
        ofOrdered(keys, values, from, middle), ofOrdered(keys, values, middle + 1, to));
  }

  static int size(Node<?> node) {
    return node == null ? 0 : node.size;
  }

  static int depth(Node<?> node) {
    return node == null ? 0 : 1 + Math.max(depth(node.left), depth(node.right));
  }

  static <V> Node<V> with(Node<V> node, String key, V value) {
    if (node == null) {
      return new Node<>(key, value, null, null);
    }
    int order = key.compareTo(node.key);
    if (order == 0) {
      return new Node<>(node.key, value, node.left, node.right);
    }
    return order < 0
        ? balanced(node, with(node.left, key, value), node.right)
        : balanced(node, node.left, with(node.right, key, value));
  }

  static <V> Node<V> without(Node<V> node, String key) {
    if (node == null) {
      return null;
    }
    int order = key.compareTo(node.key);
    if (order == 0) {
      return joined(node.left, node.right);
    }
    Node<V> from = order < 0 ? node.left : node.right;
    Node<V> rest = without(from, key);
    if (rest == from) {
      return node;
    }
    return order < 0 ? balanced(node, rest, node.right) : balanced(node, node.left, rest);
  }

  /** Two neighbouring trees as one; the larger gives its nearest node as the root. */
  private static <V> Node<V> joined(Node<V> left, Node<V> right) {
    if (left == null) {
      return right;
    }
    if (right == null) {
      return left;
    }
    if (left.size > right.size) {
      Node<V> last = last(left);
      return balanced(last, withoutLast(left), right);
    }
    Node<V> first = first(right);
    return balanced(first, left, withoutFirst(right));
  }

  private static <V> Node<V> first(Node<V> node) {
    return node.left == null ? node : first(node.left);
  }

  private static <V> Node<V> last(Node<V> node) {
    return node.right == null ? node : last(node.right);
  }

  private static <V> Node<V> withoutFirst(Node<V> node) {
    return node.left == null ? node.right : balanced(node, withoutFirst(node.left), node.right);
  }

  private static <V> Node<V> withoutLast(Node<V> node) {
    return node.right == null ? node.left : balanced(node, node.left, withoutLast(node.right));
  }

  /** The entry over two sides of which one may have grown or shrunk by one. */
  private static <V> Node<V> balanced(Node<V> entry, Node<V> left, Node<V> right) {
    int lefts = size(left);
    int rights = size(right);
    if (lefts + rights > 1) {
      if (rights > WEIGHT * lefts) {
        return turnedLeft(entry, left, right);
      }
      if (lefts > WEIGHT * rights) {
        return turnedRight(entry, left, right);
      }
    }
    return over(entry, left, right);
  }

  private static <V> Node<V> turnedLeft(Node<V> entry, Node<V> left, Node<V> right) {
    Node<V> inner = right.left;
    if (size(inner) < SINGLE_ROTATION * size(right.right)) {
      return over(right, over(entry, left, inner), right.right);
    }
    return over(inner, over(entry, left, inner.left), over(right, inner.right, right.right));
  }

  private static <V> Node<V> turnedRight(Node<V> entry, Node<V> left, Node<V> right) {
    Node<V> inner = left.right;
    if (size(inner) < SINGLE_ROTATION * size(left.left)) {
      return over(left, left.left, over(entry, inner, right));
    }
    return over(inner, over(left, left.left, inner.left), over(entry, inner.right, right));
  }

  private static <V> Node<V> over(Node<V> entry, Node<V> left, Node<V> right) {
    return new Node<>(entry.key, entry.value, left, right);
  }
}
