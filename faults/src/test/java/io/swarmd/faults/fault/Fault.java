package io.swarmd.faults.fault;

import io.swarmd.faults.cluster.ManagerProcess;
import io.swarmd.faults.cluster.Managers;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Something that happens to managers. When it returns, all that was broken has been mended, and every process runs.
 *
 * @param name for reports
 * @param needs what it cannot happen without
 */
public record Fault(String name, Needs needs, Course course) {

  /** What must be there. */
  public enum Needs {
    NOTHING("nothing"),
    NAMESPACES("root, 'ip netns' and 'nft', to give each manager a network namespace and a disk of its own"),
    CLOCK("libfaketime (on Debian: apt install libfaketime), to set the clock of one process");

    private final String text;

    Needs(String text) {
      this.text = text;
    }
  }

  /** From its beginning to its end. */
  @FunctionalInterface
  public interface Course {

    void run(Managers managers, RandomGenerator random);
  }

  /** Why it cannot happen here, in words for people; empty when it can. */
  public Optional<String> missing(Managers managers) {
    ManagerProcess any = managers.all().getFirst();
    boolean there = switch (needs) {
      case NOTHING -> true;
      case NAMESPACES -> managers.network().canBeCut() && any.disk().isPresent();
      case CLOCK -> any.clock().isPresent();
    };
    return there ? Optional.empty() : Optional.of("'" + name + "' needs " + needs.text);
  }

  @Override
  public String toString() {
    return name;
  }
}
