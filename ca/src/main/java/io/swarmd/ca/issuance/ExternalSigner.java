package io.swarmd.ca.issuance;

import com.google.protobuf.ByteString;
import io.swarmd.api.Certificate;
import io.swarmd.api.Cluster;
import io.swarmd.api.Node;
import io.swarmd.ca.SigningRoot;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.CertificateChain;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.external.IssuedCertificate;
import io.swarmd.identity.external.ListedAuthorities;
import io.swarmd.identity.external.NodeOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * External authorities that sign for the cluster. How long their certificates last is theirs to say.
 *
 * @param clusterId the organisation in the certificates
 * @param root with which they sign
 * @param urls where they are asked, in order
 * @param trusted whom they may prove themselves by: the roots the nodes trust, and the next while these are rotated
 */
record ExternalSigner(String clusterId, SigningRoot root, List<String> urls, RootCertificates trusted)
    implements Signer {

  /** Empty when the cluster lists none for the root it signs with. */
  static Optional<ExternalSigner> of(Cluster cluster, Instant now) {
    List<String> urls = urls(cluster);
    if (urls.isEmpty()) {
      return Optional.empty();
    }
    SigningRoot root = SigningRoot.of(cluster.getRootCa());
    ByteString trusted = root.trusted().equals(root.certificate())
        ? root.trusted() : root.trusted().concat(root.certificate());
    return Optional.of(new ExternalSigner(
        cluster.getId(), root, urls, RootCertificates.parse(trusted.toByteArray(), now)));
  }

  static List<String> urls(Cluster cluster) {
    return ListedAuthorities.urls(cluster.getSpec().getCaConfig().getExternalCasList(),
        SigningRoot.of(cluster.getRootCa()).certificate(), cluster.getRootCa().getCaCert());
  }

  @Override
  public Optional<ExternalSigner> following(Cluster changed) {
    return SigningRoot.of(changed.getRootCa()).equals(root) && urls(changed).equals(urls)
        ? Optional.of(this) : Optional.empty();
  }

  /**
   * What to ask for a node.
   *
   * @throws IdentityException when its request cannot be read: nobody is to be bothered with it
   */
  NodeOrder order(Node node) {
    byte[] request = node.getCertificate().getCsr().toByteArray();
    CertificateRequest.parse(request);
    return new NodeOrder(request, CertificateRecord.subject(node, clusterId));
  }

  /** The record once an authority has signed; failed when that is not what was ordered. */
  Certificate answer(Certificate asked, NodeOrder order, byte[] reply, Instant now) {
    try {
      byte[] leaf = IssuedCertificate.verified(
          reply, order, CertificateChain.parse(root.certificate().toByteArray()).getFirst(), now);
      return CertificateRecord.issued(asked,
          ByteString.copyFrom(leaf).concat(root.intermediates()).toByteArray());
    } catch (IdentityException refused) {
      return CertificateRecord.failed(asked, refused);
    }
  }
}
