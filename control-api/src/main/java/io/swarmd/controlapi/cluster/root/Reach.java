package io.swarmd.controlapi.cluster.root;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.Optional;

/**
 * For which roots an external authority has answered.
 *
 * @param problems by root: why none has; empty where one did
 */
record Reach(Map<ByteString, Optional<String>> problems) {

  boolean includes(ByteString root) {
    return problems.containsKey(root) && problems.get(root).isEmpty();
  }

  String problem(ByteString root) {
    return problems.getOrDefault(root, Optional.empty()).orElse("nobody was asked");
  }
}
