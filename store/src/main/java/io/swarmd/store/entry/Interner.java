package io.swarmd.store.entry;

import com.google.protobuf.Message;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Lets equal parts of objects be one instance in memory: all tasks of a service share one task specification, one
 * endpoint, one id of their service (design notes, D3). What nobody uses any more is forgotten.
 *
 * <p>Any thread may call.
 */
public final class Interner {

  private final Map<Object, WeakReference<Object>> known = new WeakHashMap<>();

  /** The object with its shareable parts replaced by equal ones that are known already. */
  @SuppressWarnings("unchecked")
  public <T extends Message> T share(T object) {
    return (T) shareFields(object);
  }

  /** The one instance of a value that stands for all equal to it. */
  @SuppressWarnings("unchecked")
  <V> V intern(V value) {
    synchronized (known) {
      WeakReference<Object> reference = known.get(value);
      Object first = reference == null ? null : reference.get();
      if (first != null) {
        return (V) first;
      }
      known.put(value, new WeakReference<>(value));
      return value;
    }
  }

  private Message shareFields(Message message) {
    Message.Builder changed = null;
    for (Shape.Part part : Shape.of(message).shared()) {
      if (!part.isIn(message)) {
        continue;
      }
      Object value = message.getField(part.field());
      Object shared = shareValue(part, value);
      if (shared != value) {
        changed = changed == null ? message.toBuilder() : changed;
        changed.setField(part.field(), shared);
      }
    }
    return changed == null ? message : changed.build();
  }

  private Object shareValue(Shape.Part part, Object value) {
    if (!part.field().isRepeated()) {
      return shareOne(part, value);
    }
    List<?> before = (List<?>) value;
    List<Object> after = new ArrayList<>(before.size());
    boolean same = true;
    for (Object element : before) {
      Object shared = shareOne(part, element);
      same &= shared == element;
      after.add(shared);
    }
    return same ? value : after;
  }

  private Object shareOne(Shape.Part part, Object value) {
    return part.kind() == Shape.Kind.COMPOSED ? shareFields((Message) value) : intern(value);
  }

  /** How many values are known; for tests. */
  int size() {
    synchronized (known) {
      return known.size();
    }
  }
}
