package io.swarmd.identity.certificate;

import io.swarmd.identity.IdentityException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Makes private keys and turns them into PEM text and back. */
public final class PrivateKeys {

  private static final String MALFORMED = "malformed private key";
  private static final byte[] PROBE = "does the key fit the certificate".getBytes(StandardCharsets.UTF_8);

  private PrivateKeys() {}

  /** A new key pair on P-256. */
  public static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The PKCS#8 form: the label {@code PRIVATE KEY}. */
  public static Pem toPkcs8(PrivateKey key) {
    return Pem.of("PRIVATE KEY", key.getEncoded());
  }

  /** The SEC1 form of a P-256 key, as the cluster object holds the root's key: the label {@code EC PRIVATE KEY}. */
  public static Pem toSec1(KeyPair pair) {
    try {
      SubjectPublicKeyInfo publicKey = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
      var structure = new org.bouncycastle.asn1.sec.ECPrivateKey(256, ((ECPrivateKey) pair.getPrivate()).getS(),
          new DERBitString(publicKey.getPublicKeyData().getBytes()), SECObjectIdentifiers.secp256r1);
      return Pem.of("EC PRIVATE KEY", structure.getEncoded());
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Whether the block holds a key nobody can use without another key; told by structure, not by label. */
  public static boolean isEncrypted(Pem block) {
    if (block.headers().getOrDefault("Proc-Type", "").contains("ENCRYPTED")) {
      return true;
    }
    try {
      return ASN1Sequence.getInstance(block.content()).getObjectAt(0).toASN1Primitive() instanceof ASN1Sequence;
    } catch (RuntimeException notAKey) {
      return false;
    }
  }

  /** Whether a header says how the block is encrypted, so that it means nothing once the key is in clear. */
  public static boolean describesEncryption(String header) {
    return header.equals("Proc-Type") || header.equals("DEK-Info");
  }

  /**
   * Reads a clear PKCS#8, SEC1 or PKCS#1 key.
   *
   * @throws IdentityException {@code malformed private key}
   */
  public static PrivateKey parse(Pem block) {
    try {
      PrivateKeyInfo info = switch (block.label()) {
        case "EC PRIVATE KEY" -> ofSec1(org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(block.content()));
        case "RSA PRIVATE KEY" -> new PrivateKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
            RSAPrivateKey.getInstance(block.content()));
        default -> PrivateKeyInfo.getInstance(block.content());
      };
      String algorithm = algorithm(info.getPrivateKeyAlgorithm().getAlgorithm());
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    } catch (RuntimeException | IOException | GeneralSecurityException malformed) {
      throw new IdentityException(MALFORMED, malformed);
    }
  }

  /** Reads the first block of a PEM text. */
  public static PrivateKey parse(byte[] text) {
    return Pem.parseAll(text).stream().findFirst().map(PrivateKeys::parse)
        .orElseThrow(() -> new IdentityException(MALFORMED));
  }

  private static PrivateKeyInfo ofSec1(org.bouncycastle.asn1.sec.ECPrivateKey key) throws IOException {
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key);
  }

  private static String algorithm(ASN1ObjectIdentifier oid) {
    if (oid.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return "EC";
    }
    if (oid.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return "RSA";
    }
    throw new IdentityException(MALFORMED);
  }

  /** Whether the two belong together: what the private key signs, the public key verifies. */
  public static boolean matches(PrivateKey key, PublicKey publicKey) {
    if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
      return false;
    }
    try {
      Signature signature =
          Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException different) {
      return false;
    }
  }
}
