package io.swarmd.identity.certificate;

import com.google.protobuf.ByteString;
import io.swarmd.api.NodeTLSInfo;
import java.security.cert.X509Certificate;

/**
 * Who signed a certificate, as nodes tell it of theirs: the authority's name and its public key, both as DER. Two roots
 * may bear one name; the key tells them apart (identity sheet, 10.4).
 */
public record IssuerIdentity(ByteString subject, ByteString publicKey) {

  public static IssuerIdentity of(X509Certificate authority) {
    return new IssuerIdentity(ByteString.copyFrom(authority.getSubjectX500Principal().getEncoded()),
        ByteString.copyFrom(authority.getPublicKey().getEncoded()));
  }

  /** The first certificate of a PEM text. */
  public static IssuerIdentity of(byte[] authorityPem) {
    return of(CertificateChain.parse(authorityPem).getFirst());
  }

  /** What a node has told of the issuer of its certificate; empty fields before it has told anything. */
  public static IssuerIdentity of(NodeTLSInfo told) {
    return new IssuerIdentity(told.getCertIssuerSubject(), told.getCertIssuerPublicKey());
  }
}
