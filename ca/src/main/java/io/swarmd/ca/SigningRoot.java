package io.swarmd.ca;

import com.google.protobuf.ByteString;
import io.swarmd.api.RootCA;
import io.swarmd.api.RootRotation;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.RootCertificates;
import java.time.Instant;

/**
 * With what a cluster signs at the moment: its root, or, while the root is rotated, the next one with the copy the old
 * root vouches for. The old root is what nodes trust until all of them have certificates of the next (identity sheet,
 * 10.3).
 *
 * @param trusted the roots nodes trust
 * @param certificate the root that signs
 * @param key its key; empty when only external authorities have it
 * @param intermediates what goes out behind each certificate; empty outside of a rotation
 */
public record SigningRoot(ByteString trusted, ByteString certificate, ByteString key, ByteString intermediates) {

  public static SigningRoot of(RootCA root) {
    if (!root.hasRootRotation()) {
      return new SigningRoot(root.getCaCert(), root.getCaCert(), root.getCaKey(), ByteString.EMPTY);
    }
    RootRotation rotation = root.getRootRotation();
    return new SigningRoot(
        root.getCaCert(), rotation.getCaCert(), rotation.getCaKey(), rotation.getCrossSignedCaCert());
  }

  public boolean hasKey() {
    return !key.isEmpty();
  }

  /**
   * The authority that signs with the key.
   *
   * @throws IdentityException when what is stored does not fit together, or is not valid now
   */
  public CertificateAuthority authority(Instant now) {
    RootCertificates roots = RootCertificates.parse(trusted.toByteArray(), now);
    return intermediates.isEmpty() ? CertificateAuthority.of(roots, key.toByteArray())
        : CertificateAuthority.of(
            roots, certificate.toByteArray(), key.toByteArray(), intermediates.toByteArray(), now);
  }

  @Override
  public String toString() {
    return "signing root " + RootCertificates.digestHex(certificate.toByteArray());
  }
}
