package io.swarmd.agent.docker.request;

import com.github.dockerjava.api.model.BindOptions;
import com.github.dockerjava.api.model.BindPropagation;
import com.github.dockerjava.api.model.DockerObject;
import com.github.dockerjava.api.model.DockerObjectAccessor;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.VolumeOptions;
import io.swarmd.api.Driver;
import io.swarmd.api.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A task's mounts (dispatch sheet, 5.3).
 *
 * @param mounts all but those of type tmpfs
 * @param temporary what {@code HostConfig.Tmpfs} takes, by target
 * @param volumes to be made before the container
 */
record TaskMounts(
    List<com.github.dockerjava.api.model.Mount> mounts, Map<String, String> temporary, List<VolumeRequest> volumes) {

  /** @throws IllegalArgumentException naming the mount that cannot be made */
  static TaskMounts of(List<Mount> specs) {
    List<com.github.dockerjava.api.model.Mount> mounts = new ArrayList<>();
    Map<String, String> temporary = new TreeMap<>();
    List<VolumeRequest> volumes = new ArrayList<>();
    for (Mount spec : specs) {
      check(spec);
      if (spec.getType() == Mount.Type.TMPFS) {
        temporary.put(spec.getTarget(), TmpfsText.of(spec));
        continue;
      }
      mounts.add(mount(spec));
      if (spec.getType() == Mount.Type.VOLUME && spec.getVolumeOptions().hasDriverConfig()
          && !spec.getSource().isEmpty()) {
        volumes.add(new VolumeRequest(spec.getSource(), spec.getVolumeOptions().getDriverConfig(),
            spec.getVolumeOptions().getLabelsMap()));
      }
    }
    return new TaskMounts(mounts, temporary, volumes);
  }

  private static void check(Mount spec) {
    String source = spec.getSource();
    refuse(spec.getType() != Mount.Type.NPIPE && !isAbsolute(spec.getTarget()),
        "invalid mount target, must be an absolute path: " + spec.getTarget());
    switch (spec.getType()) {
      case BIND -> refuse(!isAbsolute(source), "invalid bind mount source, must be an absolute path: " + source);
      case VOLUME -> refuse(isAbsolute(source),
          "invalid volume mount source, must not be an absolute path: " + source);
      case TMPFS -> refuse(!source.isEmpty(), "invalid tmpfs source, source must be empty");
      case NPIPE -> refuse(source.isEmpty(), "invalid npipe source, source must not be empty");
      case CLUSTER -> refuse(true, "cluster volumes are not supported: the mount at " + spec.getTarget()
          + " cannot be made on this node");
      case UNRECOGNIZED -> refuse(true, "invalid mount type: " + spec.getTypeValue());
    }
  }

  private static boolean isAbsolute(String path) {
    return path.startsWith("/");
  }

  private static void refuse(boolean wrong, String text) {
    if (wrong) {
      throw new IllegalArgumentException(text);
    }
  }

  private static com.github.dockerjava.api.model.Mount mount(Mount spec) {
    com.github.dockerjava.api.model.Mount mount = new com.github.dockerjava.api.model.Mount()
        .withType(MountType.valueOf(spec.getType().name()))
        .withSource(spec.getSource())
        .withTarget(spec.getTarget())
        .withReadOnly(spec.getReadonly());
    if (spec.getConsistency() != Mount.Consistency.DEFAULT) {
      set(mount, "Consistency", spec.getConsistency().name().toLowerCase(Locale.ROOT));
    }
    // Options set the type as a side effect, so each type gets none but its own.
    return switch (spec.getType()) {
      case BIND -> mount.withBindOptions(bindOptions(spec.getBindOptions()));
      case VOLUME -> mount.withVolumeOptions(volumeOptions(spec.getVolumeOptions()));
      default -> mount;
    };
  }

  private static BindOptions bindOptions(Mount.BindOptions spec) {
    BindOptions options = new BindOptions().withPropagation(switch (spec.getPropagation()) {
      case RPRIVATE, UNRECOGNIZED -> BindPropagation.R_PRIVATE;
      case PRIVATE -> BindPropagation.PRIVATE;
      case RSHARED -> BindPropagation.R_SHARED;
      case SHARED -> BindPropagation.SHARED;
      case RSLAVE -> BindPropagation.R_SLAVE;
      case SLAVE -> BindPropagation.SLAVE;
    });
    setIf(spec.getNonrecursive(), options, "NonRecursive");
    setIf(spec.getCreatemountpoint(), options, "CreateMountpoint");
    setIf(spec.getReadonlynonrecursive(), options, "ReadOnlyNonRecursive");
    setIf(spec.getReadonlyforcerecursive(), options, "ReadOnlyForceRecursive");
    return options;
  }

  private static VolumeOptions volumeOptions(Mount.VolumeOptions spec) {
    VolumeOptions options = new VolumeOptions().withNoCopy(spec.getNocopy()).withLabels(spec.getLabelsMap());
    if (spec.hasDriverConfig()) {
      Driver driver = spec.getDriverConfig();
      options.withDriverConfig(new com.github.dockerjava.api.model.Driver()
          .withName(driver.getName()).withOptions(driver.getOptionsMap()));
    }
    if (!spec.getSubpath().isEmpty()) {
      set(options, "Subpath", spec.getSubpath());
    }
    return options;
  }

  private static void setIf(boolean wanted, DockerObject object, String name) {
    if (wanted) {
      set(object, name, true);
    }
  }

  /** For what the Engine knows and the library has no name for. */
  private static void set(DockerObject object, String name, Object value) {
    DockerObjectAccessor.overrideRawValue(object, name, value);
  }
}
