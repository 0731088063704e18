package io.swarmd.identity.lock;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.Pem;
import io.swarmd.identity.certificate.PrivateKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.OpenSSLPBEParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * A private key encrypted with the unlock key, as the original and openssl know it: PKCS#8 with PBES2, whose password
 * is the key's raw bytes (identity sheet, 11). The older encryption inside a SEC1 block is read, too.
 */
public final class LockedPrivateKey {

  private static final SecureRandom random = new SecureRandom();
  private static final int SALT_BYTES = 8;
  private static final int IV_BYTES = 16;
  private static final int ITERATIONS = 2048;
  /** More would be a damaged file, over which a start would take minutes. */
  private static final BigInteger MAX_ITERATIONS = BigInteger.valueOf(10_000_000);
  private static final int AES_BITS = 256;

  private LockedPrivateKey() {}

  /** The block {@code ENCRYPTED PRIVATE KEY}, without headers. */
  public static Pem encrypt(PrivateKey key, UnlockKey lock) {
    byte[] salt = bytes(SALT_BYTES);
    byte[] iv = bytes(IV_BYTES);
    PBES2Parameters scheme = new PBES2Parameters(
        new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, ITERATIONS)),
        new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)));
    try {
      byte[] hidden = run(true, new ParametersWithIV(
          derived(new SHA1Digest(), lock, salt, ITERATIONS), iv), key.getEncoded());
      return Pem.of("ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(
          new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, scheme), hidden).getEncoded());
    } catch (IOException | InvalidCipherTextException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /**
   * Reads an encrypted key.
   *
   * @throws LockedException when the key does not open it
   * @throws IdentityException when it is encrypted in a way nobody uses here
   */
  public static PrivateKey decrypt(Pem block, UnlockKey lock) {
    boolean older = block.headers().containsKey("DEK-Info");
    byte[] clear = older ? openOlder(block, lock) : openPkcs8(block.content(), lock);
    try {
      return PrivateKeys.parse(Pem.of(older ? block.label() : "PRIVATE KEY", clear));
    } catch (IdentityException nonsense) {
      throw new LockedException();
    }
  }

  private static byte[] openPkcs8(byte[] content, UnlockKey lock) {
    EncryptedPrivateKeyInfo info;
    CipherParameters parameters;
    try {
      info = EncryptedPrivateKeyInfo.getInstance(content);
      requireScheme(info.getEncryptionAlgorithm(), PKCSObjectIdentifiers.id_PBES2, "PBES2");
      parameters = parameters(PBES2Parameters.getInstance(info.getEncryptionAlgorithm().getParameters()), lock);
    } catch (IdentityException refused) {
      throw refused;
    } catch (RuntimeException malformed) {
      throw new IdentityException("malformed private key", malformed);
    }
    return open(parameters, info.getEncryptedData());
  }

  private static CipherParameters parameters(PBES2Parameters scheme, UnlockKey lock) {
    requireScheme(scheme.getKeyDerivationFunc(), PKCSObjectIdentifiers.id_PBKDF2, "PBKDF2");
    requireScheme(scheme.getEncryptionScheme(), NISTObjectIdentifiers.id_aes256_CBC, "AES-256-CBC");
    PBKDF2Params derivation = PBKDF2Params.getInstance(scheme.getKeyDerivationFunc().getParameters());
    BigInteger iterations = derivation.getIterationCount();
    if (iterations.signum() <= 0 || iterations.compareTo(MAX_ITERATIONS) > 0) {
      throw new IdentityException("pkcs8: from 1 to " + MAX_ITERATIONS + " iterations supported");
    }
    byte[] iv = ASN1OctetString.getInstance(scheme.getEncryptionScheme().getParameters()).getOctets();
    return new ParametersWithIV(
        derived(digest(derivation.getPrf()), lock, derivation.getSalt(), iterations.intValueExact()), iv);
  }

  private static void requireScheme(Object algorithm, ASN1ObjectIdentifier wanted, String name) {
    if (!AlgorithmIdentifier.getInstance(algorithm).getAlgorithm().equals(wanted)) {
      throw new IdentityException("pkcs8: only " + name + " supported");
    }
  }

  /** The original derives with SHA-1; openssl does with SHA-256 when it is asked to encrypt a key. */
  private static Digest digest(AlgorithmIdentifier pseudoRandom) {
    if (pseudoRandom.equals(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE))) {
      return new SHA256Digest();
    }
    if (pseudoRandom.getAlgorithm().equals(PKCSObjectIdentifiers.id_hmacWithSHA1)) {
      return new SHA1Digest();
    }
    throw new IdentityException("pkcs8: only HMAC with SHA-1 or SHA-256 supported");
  }

  private static CipherParameters derived(Digest digest, UnlockKey lock, byte[] salt, int iterations) {
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(digest);
    generator.init(lock.bytes(), salt, iterations);
    return generator.generateDerivedParameters(AES_BITS);
  }

  private static byte[] openOlder(Pem block, UnlockKey lock) {
    String[] info = block.headers().get("DEK-Info").split(",", 2);
    if (info.length != 2 || !info[0].equals("AES-256-CBC")) {
      throw new IdentityException("malformed private key: only AES-256-CBC supported");
    }
    byte[] iv;
    try {
      iv = HexFormat.of().parseHex(info[1].strip());
    } catch (IllegalArgumentException notHexadecimal) {
      throw new IdentityException("malformed private key", notHexadecimal);
    }
    if (iv.length != IV_BYTES) {
      throw new IdentityException("malformed private key");
    }
    OpenSSLPBEParametersGenerator generator = new OpenSSLPBEParametersGenerator();
    generator.init(lock.bytes(), Arrays.copyOf(iv, SALT_BYTES));
    return open(new ParametersWithIV(generator.generateDerivedParameters(AES_BITS), iv), block.content());
  }

  private static byte[] open(CipherParameters parameters, byte[] hidden) {
    try {
      return run(false, parameters, hidden);
    } catch (InvalidCipherTextException | RuntimeException wrongKey) {
      throw new LockedException();
    }
  }

  private static byte[] run(boolean encrypt, CipherParameters parameters, byte[] from)
      throws InvalidCipherTextException {
    PaddedBufferedBlockCipher cipher = new PaddedBufferedBlockCipher(
        CBCBlockCipher.newInstance(AESEngine.newInstance()));
    cipher.init(encrypt, parameters);
    byte[] to = new byte[cipher.getOutputSize(from.length)];
    int length = cipher.processBytes(from, 0, from.length, to, 0);
    length += cipher.doFinal(to, length);
    return Arrays.copyOf(to, length);
  }
}
