package io.swarmd.interop;

import io.swarmd.api.Mount;
import java.nio.file.Path;

/** What services of these tests mount. */
final class Mounts {

  private Mounts() {}

  static Mount bind(Path source, String target) {
    return Mount.newBuilder().setType(Mount.Type.BIND).setSource(source.toString()).setTarget(target).build();
  }

  static Mount volume(String name, String target) {
    return Mount.newBuilder().setType(Mount.Type.VOLUME).setSource(name).setTarget(target).build();
  }

  static Mount memory(String target, long bytes, int mode) {
    return Mount.newBuilder().setType(Mount.Type.TMPFS).setTarget(target)
        .setTmpfsOptions(Mount.TmpfsOptions.newBuilder().setSizeBytes(bytes).setMode(mode)).build();
  }
}
