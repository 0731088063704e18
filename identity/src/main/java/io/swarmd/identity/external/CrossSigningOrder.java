package io.swarmd.identity.external;

import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateRequest;

/**
 * Another root that an external authority is to vouch for while a cluster moves to that one.
 *
 * @param requestPem a request made with the root's key
 * @param commonName the name in the root's certificate
 */
public record CrossSigningOrder(byte[] requestPem, String commonName) {

  public static CrossSigningOrder of(CertificateAuthority root) {
    return new CrossSigningOrder(CertificateRequest.ofAuthority(root), root.commonName());
  }
}
