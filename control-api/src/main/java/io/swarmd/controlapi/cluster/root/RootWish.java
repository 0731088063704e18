package io.swarmd.controlapi.cluster.root;

import com.google.protobuf.ByteString;
import io.swarmd.api.CAConfig;
import io.swarmd.api.ExternalCA;
import io.swarmd.api.RootCA;
import io.swarmd.identity.certificate.Pem;
import io.swarmd.identity.external.ListedAuthorities;
import java.util.List;

/**
 * What an update says of the root. Certificates and keys are PEM text in its plainest form, so that equal ones are
 * equal bytes.
 *
 * @param certificate the root that is wanted; empty when nothing is said
 * @param key its key; empty when the cluster has it already, or only external authorities do
 * @param forceRotate another number than at the last rotation asks for a new root, whichever
 * @param externals who signs in the cluster's place
 */
record RootWish(ByteString certificate, ByteString key, long forceRotate, List<ExternalCA> externals) {

  static RootWish of(CAConfig config) {
    return new RootWish(plain(config.getSigningCaCert()), plain(config.getSigningCaKey()), config.getForceRotate(),
        config.getExternalCasList());
  }

  /** What does not decode stays as it is, to be refused rather than taken for nothing. */
  private static ByteString plain(ByteString text) {
    byte[] normal = Pem.normalize(text.toByteArray());
    return normal.length == 0 ? text : ByteString.copyFrom(normal);
  }

  /** Whether everything about the root is to stay as it is. */
  boolean isKept(RootCA current, List<ExternalCA> externalsSoFar) {
    return !hasCertificate() && !hasKey() && forceRotate == current.getLastForcedRotation()
        && externals.equals(externalsSoFar);
  }

  static ByteString certificateOf(RootCA root) {
    return plain(root.getCaCert());
  }

  static ByteString targetOf(RootCA root) {
    return plain(root.getRootRotation().getCaCert());
  }

  boolean hasCertificate() {
    return !certificate.isEmpty();
  }

  /** Whether the root that is wanted is the one the cluster has. */
  boolean isFor(RootCA current) {
    return hasCertificate() && certificate.equals(certificateOf(current));
  }

  boolean hasKey() {
    return !key.isEmpty();
  }

  /** The URLs of those that sign for a root; those that name none sign for the cluster's. */
  List<String> urlsFor(ByteString root, RootCA current) {
    return ListedAuthorities.urls(externals, root, current.getCaCert());
  }

  @Override
  public String toString() {
    return "root wish, force_rotate " + forceRotate;
  }
}
