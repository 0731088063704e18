package io.swarmd.ca.rotation;

import com.google.protobuf.ByteString;
import io.swarmd.api.Cluster;
import io.swarmd.api.Node;
import io.swarmd.api.RootCA;
import io.swarmd.identity.certificate.IssuerIdentity;
import java.util.Optional;

/** The root a rotation leads to. Its key may change on the way; with another certificate it is another rotation. */
record NextRoot(ByteString certificate, IssuerIdentity issuer) {

  /** The target of the rotation that is under way, if one is. */
  static Optional<NextRoot> of(Cluster cluster) {
    RootCA root = cluster.getRootCa();
    if (!root.hasRootRotation()) {
      return Optional.empty();
    }
    ByteString certificate = root.getRootRotation().getCaCert();
    return Optional.of(new NextRoot(certificate, IssuerIdentity.of(certificate.toByteArray())));
  }

  /** Whether the node has told that its certificate is of this root. */
  boolean signed(Node node) {
    return IssuerIdentity.of(node.getDescription().getTlsInfo()).equals(issuer);
  }
}
