package io.swarmd.model.resource;

import io.swarmd.api.DiscreteGenericResource;
import io.swarmd.api.GenericResource;
import io.swarmd.api.NamedGenericResource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    return asked.stream().allMatch(one -> one.hasDiscreteResourceSpec() && enough(available, one));
  }

  /** Picks what a task gets; call only when there is {@link #enough}. */
  public static List<GenericResource> claim(List<GenericResource> available, List<GenericResource> asked) {
    List<GenericResource> claimed = new ArrayList<>();
    for (GenericResource one : asked) {
      long wanted = one.getDiscreteResourceSpec().getValue();
      List<GenericResource> ofKind = ofKind(available, kind(one));
      if (wanted > 0 && !ofKind.isEmpty() && ofKind.getFirst().hasDiscreteResourceSpec()) {
        claimed.add(one);
      } else {
        ofKind.stream().limit(Math.max(wanted, 0)).forEach(claimed::add);
      }
    }
    return List.copyOf(claimed);
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

  /** Gives the claimed back, but no more than the node describes. */
  public static List<GenericResource> reclaim(List<GenericResource> available, List<GenericResource> claimed,
      List<GenericResource> described) {
    List<GenericResource> result = new ArrayList<>(available);
    for (GenericResource one : claimed) {
      if (one.hasNamedResourceSpec()) {
        if (!result.contains(one)) {
          result.add(one);
        }
      } else if (!add(result, kind(one), one.getDiscreteResourceSpec().getValue())) {
        result.add(one);
      }
    }
    return sanitised(result, described);
  }

  /** Brings what is thought available into line with what the node describes (scheduling sheet, 2.5 'sanitise'). */
  private static List<GenericResource> sanitised(List<GenericResource> available, List<GenericResource> described) {
    List<GenericResource> result = new ArrayList<>();
    Set<String> replaced = new HashSet<>();
    for (GenericResource one : available) {
      List<GenericResource> said = ofKind(described, kind(one));
      boolean sameType = !said.isEmpty() && said.getFirst().hasNamedResourceSpec() == one.hasNamedResourceSpec();
      if (!sameType) {
        result.addAll(replaced.add(kind(one)) ? said : List.of());
      } else if (one.hasNamedResourceSpec()) {
        result.addAll(said.contains(one) ? List.of(one) : List.of());
      } else {
        long most = said.getFirst().getDiscreteResourceSpec().getValue();
        result.add(one.getDiscreteResourceSpec().getValue() > most ? said.getFirst() : one);
      }
    }
    return List.copyOf(result);
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
