package io.swarmd.ca.issuance;

import com.google.protobuf.ByteString;
import io.swarmd.api.Certificate;
import io.swarmd.api.IssuanceStatus;
import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.NodeSubject;

/** A node's record of its certificate: whether it waits for a signature, and what it is once it is answered. */
final class CertificateRecord {

  private CertificateRecord() {}

  /** Whether the node waits for a signature: a renewal always, a new node once it is accepted. */
  static boolean isDue(Node node) {
    return switch (node.getCertificate().getStatus().getState()) {
      case RENEW -> true;
      case PENDING -> node.getSpec().getMembership() == NodeSpec.Membership.ACCEPTED;
      case UNKNOWN, ISSUED, FAILED, ROTATE, UNRECOGNIZED -> false;
    };
  }

  static NodeSubject subject(Node node, String clusterId) {
    return new NodeSubject(node.getId(), Role.of(node.getCertificate().getRole()), clusterId);
  }

  static Certificate issued(Certificate asked, byte[] chain) {
    return asked.toBuilder().setCertificate(ByteString.copyFrom(chain))
        .setStatus(IssuanceStatus.newBuilder().setState(IssuanceStatus.State.ISSUED)).build();
  }

  static Certificate failed(Certificate asked, IdentityException why) {
    return asked.toBuilder()
        .setStatus(IssuanceStatus.newBuilder().setState(IssuanceStatus.State.FAILED).setErr(why.getMessage())).build();
  }
}
