package io.swarmd.model.resource;

import io.swarmd.api.DiscreteGenericResource;
import io.swarmd.api.GenericResource;
import io.swarmd.api.NamedGenericResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Arithmetic of generic resources (scheduling sheet, 2.5). A kind is a count, or a set of names that appears as several
 * entries of the kind; its first entry tells which. Lists are never changed, new ones are returned.
 */
public final class GenericResources {

  private GenericResources() {}

  public static GenericResource count(String kind, long value) {
    return GenericResource.newBuilder()
        .setDiscreteResourceSpec(DiscreteGenericResource.newBuilder().setKind(kind).setValue(value)).build();
  }

  public static GenericResource named(String kind, String value) {
    return GenericResource.newBuilder()
        .setNamedResourceSpec(NamedGenericResource.newBuilder().setKind(kind).setValue(value)).build();
  }

  public static String kind(GenericResource resource) {
    return resource.hasNamedResourceSpec()
        ? resource.getNamedResourceSpec().getKind() : resource.getDiscreteResourceSpec().getKind();
  }

  /** Whether all that is asked is there. Tasks can ask for counts only; a named wish is never met. */
  public static boolean enough(List<GenericResource> available, List<GenericResource> asked) {
    List<GenericResource> left = available;
    for (GenericResource one : asked) {
      if (!one.hasDiscreteResourceSpec() || !enough(left, one)) {
        return false;
      }
      left = asked.size() == 1 ? left : consume(left, take(left, one));
    }
    return true;
  }

  /** Picks what a task gets, nothing twice; call only when there is {@link #enough}. */
  public static List<GenericResource> claim(List<GenericResource> available, List<GenericResource> asked) {
    List<GenericResource> claimed = new ArrayList<>();
    List<GenericResource> left = available;
    for (GenericResource one : asked) {
      List<GenericResource> taken = take(left, one);
      claimed.addAll(taken);
      left = asked.size() == 1 ? left : consume(left, taken);
    }
    return List.copyOf(claimed);
  }

  private static List<GenericResource> take(List<GenericResource> available, GenericResource asked) {
    long wanted = asked.getDiscreteResourceSpec().getValue();
    List<GenericResource> ofKind = ofKind(available, kind(asked));
    if (wanted > 0 && !ofKind.isEmpty() && ofKind.getFirst().hasDiscreteResourceSpec()) {
      return List.of(asked);
    }
    return ofKind.stream().limit(Math.max(wanted, 0)).toList();
  }

  /** What is left without the claimed; what is claimed but not there is passed over. */
  public static List<GenericResource> consume(List<GenericResource> available, List<GenericResource> claimed) {
    List<GenericResource> left = new ArrayList<>(available);
    for (GenericResource one : claimed) {
      if (one.hasNamedResourceSpec()) {
        left.remove(one);
      } else {
        add(left, kind(one), -one.getDiscreteResourceSpec().getValue());
      }
    }
    return List.copyOf(left);
  }

  private static boolean enough(List<GenericResource> available, GenericResource asked) {
    List<GenericResource> ofKind = ofKind(available, kind(asked));
    if (ofKind.isEmpty()) {
      return false;
    }
    GenericResource first = ofKind.getFirst();
    long there = first.hasDiscreteResourceSpec() ? first.getDiscreteResourceSpec().getValue() : ofKind.size();
    return asked.getDiscreteResourceSpec().getValue() <= there;
  }

  /** Adds to the count of a kind; a count that reaches zero goes. False when there is no such count. */
  private static boolean add(List<GenericResource> resources, String kind, long by) {
    Optional<GenericResource> entry = resources.stream()
        .filter(one -> one.hasDiscreteResourceSpec() && kind(one).equals(kind)).findFirst();
    if (entry.isEmpty()) {
      return false;
    }
    long value = entry.get().getDiscreteResourceSpec().getValue() + by;
    int at = resources.indexOf(entry.get());
    if (value > 0) {
      resources.set(at, count(kind, value));
    } else {
      resources.remove(at);
    }
    return true;
  }

  private static List<GenericResource> ofKind(List<GenericResource> resources, String kind) {
    return resources.stream().filter(one -> kind(one).equals(kind)).toList();
  }
}
