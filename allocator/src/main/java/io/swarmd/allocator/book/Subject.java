package io.swarmd.allocator.book;

/** An object that holds, or waits for, what is allocated. */
public record Subject(Kind kind, String id) {

  /** In the order in which they are served: each needs only what comes before it. */
  public enum Kind { NETWORK, SERVICE, TASK, NODE }

  /** Names the object among those of all kinds. */
  public String key() {
    return kind.name().toLowerCase(java.util.Locale.ROOT) + "/" + id;
  }
}
