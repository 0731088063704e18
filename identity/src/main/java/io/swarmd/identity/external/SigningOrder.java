package io.swarmd.identity.external;

import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.NodeSubject;
import java.util.List;

/** What an external authority is asked to sign. */
public sealed interface SigningOrder {

  /** The request as PEM text. */
  byte[] requestPem();

  /**
   * A node's certificate.
   *
   * @param requestPem what the node sent; the subject in it does not count
   */
  record ForNode(byte[] requestPem, NodeSubject subject) implements SigningOrder {

    /** The names the certificate is to hold, in order (identity sheet, section 3). */
    List<String> hosts() {
      return subject.serverNames();
    }
  }

  /** The copy of another root that the external authority vouches for while the cluster moves to that one. */
  record ForRoot(byte[] requestPem, String commonName) implements SigningOrder {

    /** The order for a root, made with its key. */
    public static ForRoot of(CertificateAuthority root) {
      return new ForRoot(CertificateRequest.ofAuthority(root), root.commonName());
    }
  }
}
