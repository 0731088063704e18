package io.swarmd.agent.exec;

import io.swarmd.api.GenericResource;
import io.swarmd.api.Task;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Tells a task's program which generic resources are its own (dispatch sheet, 5.1.3). */
public final class ResourceVariables {

  private static final String PREFIX = "DOCKER_RESOURCE_";

  private ResourceVariables() {}

  /** One variable for each kind, its values joined by commas. */
  public static Map<String, String> environment(Task task) {
    Map<String, String> variables = new TreeMap<>();
    for (GenericResource resource : task.getAssignedGenericResourcesList()) {
      switch (resource.getResourceCase()) {
        case NAMED_RESOURCE_SPEC -> add(
            variables, resource.getNamedResourceSpec().getKind(), resource.getNamedResourceSpec().getValue());
        case DISCRETE_RESOURCE_SPEC -> add(
            variables,
            resource.getDiscreteResourceSpec().getKind(),
            Long.toString(resource.getDiscreteResourceSpec().getValue()));
        case RESOURCE_NOT_SET -> { } // nothing was assigned
      }
    }
    return variables;
  }

  private static void add(Map<String, String> variables, String kind, String value) {
    variables.merge(PREFIX + kind.toUpperCase(Locale.ROOT), value, (earlier, later) -> earlier + "," + later);
  }
}
