package io.swarmd.identity.external;

import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateRequest;
import java.security.cert.X509Certificate;

/**
 * Another root that an external authority is to vouch for while a cluster moves to that one.
 *
 * @param requestPem a request made with the root's key
 * @param root the root itself
 */
public record CrossSigningOrder(byte[] requestPem, X509Certificate root) implements SigningOrder {

  public static CrossSigningOrder of(CertificateAuthority root) {
    return new CrossSigningOrder(CertificateRequest.ofAuthority(root), root.roots().certificates().getFirst());
  }
}
