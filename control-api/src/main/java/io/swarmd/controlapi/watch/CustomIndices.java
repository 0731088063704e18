package io.swarmd.controlapi.watch;

import com.google.protobuf.Message;
import io.swarmd.api.Annotations;
import io.swarmd.api.Cluster;
import io.swarmd.api.Config;
import io.swarmd.api.Extension;
import io.swarmd.api.IndexEntry;
import io.swarmd.api.Network;
import io.swarmd.api.Node;
import io.swarmd.api.Resource;
import io.swarmd.api.Secret;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.Volume;
import java.util.List;

/** The indices users put into an object's annotations. */
final class CustomIndices {

  private CustomIndices() {}

  static List<IndexEntry> of(Message object) {
    return annotations(object).getIndicesList();
  }

  private static Annotations annotations(Message object) {
    return switch (object) {
      case Task task -> task.getAnnotations();
      case Node node -> node.getSpec().getAnnotations();
      case Service service -> service.getSpec().getAnnotations();
      case Network network -> network.getSpec().getAnnotations();
      case Cluster cluster -> cluster.getSpec().getAnnotations();
      case Secret secret -> secret.getSpec().getAnnotations();
      case Config config -> config.getSpec().getAnnotations();
      case Volume volume -> volume.getSpec().getAnnotations();
      case Resource resource -> resource.getAnnotations();
      case Extension extension -> extension.getAnnotations();
      default -> Annotations.getDefaultInstance();
    };
  }
}
