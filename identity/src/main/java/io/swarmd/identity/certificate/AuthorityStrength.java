package io.swarmd.identity.certificate;

import io.swarmd.identity.IdentityException;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** How strong the signature and the key of an authority must be (identity sheet, section 2). */
final class AuthorityStrength {

  private static final Set<String> SIGNATURES = Set.of("SHA256withRSA", "SHA384withRSA", "SHA512withRSA",
      "SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA");
  private static final Set<ASN1ObjectIdentifier> CURVES =
      Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1, SECObjectIdentifiers.secp521r1);
  private static final int MINIMUM_RSA_BITS = 2048;

  private AuthorityStrength() {}

  /** @throws IdentityException that names the signature or the key that is too weak */
  static void require(X509Certificate certificate) {
    if (!SIGNATURES.contains(certificate.getSigAlgName())) {
      throw new IdentityException("unsupported signature algorithm: " + certificate.getSigAlgName());
    }
    require(publicKey(certificate));
  }

  /** A damaged key may come through the certificate's own reader as one of a kind it does not know. */
  private static SubjectPublicKeyInfo publicKey(X509Certificate certificate) {
    try {
      return SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded());
    } catch (RuntimeException malformed) {
      throw new IdentityException("unsupported key algorithm", malformed);
    }
  }

  private static void require(SubjectPublicKeyInfo key) {
    if (key.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      if (!(key.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve) || !CURVES.contains(curve)) {
        throw new IdentityException("unsupported ECDSA key parameters");
      }
      return;
    }
    try {
      var rsa = RSAPublicKey.getInstance(key.parsePublicKey());
      if (rsa.getModulus().bitLength() < MINIMUM_RSA_BITS || rsa.getPublicExponent().equals(BigInteger.ONE)) {
        throw new IdentityException("unsupported RSA key parameters");
      }
    } catch (IOException | IllegalArgumentException neither) {
      throw new IdentityException("unsupported key algorithm", neither);
    }
  }
}
