package io.swarmd.agent.docker.request;

import io.swarmd.api.ConfigReference;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.FileTarget;
import io.swarmd.api.SecretReference;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A secret or config that a task finds as a file (dispatch sheet, 5.4).
 *
 * @param id of the secret or config
 * @param path in the container; absolute
 * @param mode the permission bits
 */
public record TaskFile(Kind kind, String id, String path, int uid, int gid, int mode) {

  /** What the file holds. */
  public enum Kind { SECRET, CONFIG }

  private static final String SECRETS = "/run/secrets/";
  private static final int PERMISSIONS = 0777;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  /**
   * The files of a task. A reference without a file target, such as a config for the runtime alone, makes none.
   *
   * @throws IllegalArgumentException naming a file whose owner is no number
   */
  static List<TaskFile> of(ContainerSpec container) {
    List<TaskFile> files = new ArrayList<>();
    for (SecretReference reference : container.getSecretsList()) {
      if (reference.hasFile()) {
        files.add(file(Kind.SECRET, reference.getSecretId(), reference.getFile(), SECRETS));
      }
    }
    for (ConfigReference reference : container.getConfigsList()) {
      if (reference.hasFile()) {
        files.add(file(Kind.CONFIG, reference.getConfigId(), reference.getFile(), "/"));
      }
    }
    return files;
  }

  private static TaskFile file(Kind kind, String id, FileTarget target, String directory) {
    String name = target.getName();
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the file of " + kind.name().toLowerCase() + " " + id + " has no name");
    }
    return new TaskFile(kind, id, name.startsWith("/") ? name : directory + name,
        number(target.getUid(), name), number(target.getGid(), name), target.getMode() & PERMISSIONS);
  }

  private static int number(String id, String file) {
    if (!id.isEmpty() && !NUMBER.matcher(id).matches()) {
      throw new IllegalArgumentException("the owner \"" + id + "\" of file " + file + " is no number");
    }
    return id.isEmpty() ? 0 : Integer.parseInt(id);
  }
}
