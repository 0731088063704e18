package io.swarmd.identity.certificate;

import io.swarmd.identity.IdentityException;
import java.io.IOException;
import java.security.KeyPair;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A node's request for a certificate. Of what a request says only its public key counts; name, role and dates are the
 * signer's to decide (identity sheet, section 3).
 */
public record CertificateRequest(SubjectPublicKeyInfo publicKey) {

  private static final String LABEL = "CERTIFICATE REQUEST";
  private static final String OLD_LABEL = "NEW CERTIFICATE REQUEST";

  /** The PEM text of a request for the pair's public key, with an empty subject, signed by the pair itself. */
  public static byte[] create(KeyPair pair) {
    try {
      var request = new JcaPKCS10CertificationRequestBuilder(new X500Name(""), pair.getPublic())
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
      return Pem.of(LABEL, request.getEncoded()).encode();
    } catch (OperatorCreationException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The PEM text of a root's request that another authority vouch for it: of its name and with its key. */
  public static byte[] ofAuthority(CertificateAuthority root) {
    try {
      X500Name name = X500Name.getInstance(root.signer().getSubjectX500Principal().getEncoded());
      var request = new JcaPKCS10CertificationRequestBuilder(name, root.signer().getPublicKey())
          .build(new JcaContentSignerBuilder(CertificateProfile.signatureAlgorithm(root.key())).build(root.key()));
      return Pem.of(LABEL, request.getEncoded()).encode();
    } catch (OperatorCreationException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Reads a request and checks that whoever made it has the private key.
   *
   * @throws IdentityException whose text starts with {@code CSR Decode failed}
   */
  public static CertificateRequest parse(byte[] text) {
    Pem block = Pem.parseAll(text).stream()
        .filter(candidate -> candidate.label().equals(LABEL) || candidate.label().equals(OLD_LABEL))
        .findFirst()
        .orElseThrow(() -> new IdentityException("CSR Decode failed: no certificate request in the PEM text"));
    try {
      PKCS10CertificationRequest request = new PKCS10CertificationRequest(block.content());
      SubjectPublicKeyInfo publicKey = request.getSubjectPublicKeyInfo();
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(publicKey))) {
        throw new IdentityException("CSR Decode failed: the request's signature is not valid");
      }
      return new CertificateRequest(publicKey);
    } catch (IdentityException refused) {
      throw refused;
    } catch (IOException | PKCSException | OperatorCreationException | RuntimeException malformed) {
      throw new IdentityException("CSR Decode failed: " + firstLine(malformed), malformed);
    }
  }

  /** Decoders that stumble over nonsense often have nothing to say, or say that of another one. */
  private static String firstLine(Exception failure) {
    return Optional.ofNullable(failure.getMessage()).flatMap(text -> text.lines().findFirst())
        .filter(line -> !line.contains("null")).orElse("malformed");
  }
}
