package io.swarmd.identity.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.swarmd.identity.Cluster;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.ForeignRoot;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.Pem;
import io.swarmd.identity.certificate.PrivateKeys;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.lock.LockedException;
import io.swarmd.identity.lock.UnlockKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another implementation makes of the files, and we of its. */
class OpensslTest {

  /** As text, since openssl reads passwords up to the end of the line. */
  private static final UnlockKey LOCK = UnlockKey.of("0123456789abcdefghijklmnopqrstuv".getBytes(StandardCharsets.US_ASCII));

  private final Cluster cluster = Cluster.named("ours");
  @TempDir private Path directory;

  @BeforeEach
  void needsOpenssl() {
    boolean present;
    try {
      present = new ProcessBuilder("openssl", "version").start().onExit().join().exitValue() == 0;
    } catch (IOException absent) {
      present = false;
    }
    assumeTrue(present, "openssl is not installed: its view of the files is not checked");
  }

  private String openssl(String... arguments) throws Exception {
    Process process = new ProcessBuilder(
        Stream.concat(Stream.of("openssl"), Arrays.stream(arguments)).toList())
        .directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  @Tag("identity-57")
  void opensslReadsAndVerifiesOurFiles() throws Exception {
    CertificateFiles files = new CertificateFiles(directory);
    NodeCredentials manager = cluster.manager("m1");
    files.writeRoots(manager.roots());
    files.writeNode(manager);

    assertThat(openssl("verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "swarm-manager",
        "-CAfile", "swarm-root-ca.crt", "swarm-node.crt")).contains("swarm-node.crt: OK");
    String root = openssl("x509", "-in", "swarm-root-ca.crt", "-noout", "-text");
    assertThat(root).contains("Issuer: CN = swarm-ca", "ecdsa-with-SHA256", "CA:TRUE", "Certificate Sign, CRL Sign")
        .doesNotContain("pathlen", "Authority Key Identifier", "Alternative");
    String node = openssl("x509", "-in", "swarm-node.crt", "-noout", "-text");
    assertThat(node).contains("Subject: O = ours, OU = swarm-manager, CN = m1",
        "DNS:swarm-manager, DNS:m1, DNS:swarm-ca", "CA:FALSE", "Digital Signature, Key Encipherment",
        "TLS Web Server Authentication, TLS Web Client Authentication");
    // openssl reads no PEM with headers of unknown meaning, neither ours nor the original's.
    Files.write(directory.resolve("plain.key"), Pem.normalize(Files.readAllBytes(directory.resolve("swarm-node.key"))));
    assertThat(openssl("pkey", "-in", "plain.key", "-pubout"))
        .isEqualTo(openssl("x509", "-in", "swarm-node.crt", "-noout", "-pubkey"));
  }

  @Test
  @Tag("identity-40")
  void opensslVerifiesCrossSignedChainsAgainstOldAndNewRoots() throws Exception {
    CertificateAuthority old = cluster.authority();
    CertificateAuthority next = ForeignRoot.named("our company", Cluster.NOW).authority(Cluster.NOW);
    byte[] crossSigned = old.crossSign(next.roots().certificates().getFirst());
    NodeCredentials node = new Cluster("ours", CertificateAuthority.of(
        old.roots(), next.roots().bundle(), next.keyPem(), crossSigned, Cluster.NOW)).worker("w1");
    Files.write(directory.resolve("old.crt"), old.roots().bundle());
    Files.write(directory.resolve("next.crt"), next.roots().bundle());
    Files.write(directory.resolve("cross.crt"), crossSigned);
    Files.write(directory.resolve("node.crt"), node.chainPem());
    for (String root : new String[] {"old.crt", "next.crt"}) {
      assertThat(openssl("verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", root,
          "-untrusted", "cross.crt", "node.crt")).contains("node.crt: OK");
    }
  }

  @Test
  void opensslReadsTheAuthoritysKeyAndARequest() throws Exception {
    Files.write(directory.resolve("ca.key"), cluster.authority().keyPem());
    assertThat(openssl("ec", "-in", "ca.key", "-noout", "-text")).contains("prime256v1");
    Files.write(directory.resolve("node.csr"),
        CertificateRequest.create(PrivateKeys.generate()));
    assertThat(openssl("req", "-in", "node.csr", "-verify", "-noout", "-subject")).contains("verify OK", "subject=");
  }

  @Test
  void weReadKeysAndRequestsOfOpenssl() throws Exception {
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "sec1.key");
    openssl("pkcs8", "-topk8", "-nocrypt", "-in", "sec1.key", "-out", "pkcs8.key");
    openssl("req", "-new", "-key", "sec1.key", "-subj", "/O=x/CN=y", "-out", "node.csr");
    KeyFile sec1 = KeyFile.parse(Files.readAllBytes(directory.resolve("sec1.key")), Optional.empty());
    KeyFile pkcs8 = KeyFile.parse(Files.readAllBytes(directory.resolve("pkcs8.key")), Optional.empty());
    assertThat(((ECPrivateKey) pkcs8.key()).getS()).isEqualTo(((ECPrivateKey) sec1.key()).getS());
    CertificateRequest.parse(Files.readAllBytes(directory.resolve("node.csr")));
  }

  @Test
  @Tag("identity-55")
  void aKeyOpensslEncryptedIsLocked() throws Exception {
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-aes256", "-pass", "pass:secret",
        "-out", "locked.key");
    byte[] text = Files.readAllBytes(directory.resolve("locked.key"));
    assertThatThrownBy(() -> KeyFile.parse(text, Optional.empty()))
        .isInstanceOf(LockedException.class);
  }

  @Test
  @Tag("identity-57")
  void opensslOpensTheKeyWeEncrypted() throws Exception {
    NodeCredentials manager = cluster.manager("m1");
    Files.write(directory.resolve("locked.key"),
        Pem.normalize(KeyFile.clear(manager.key()).withLock(new KeyLock(Optional.of(LOCK), 4)).encode()));
    Files.write(directory.resolve("password"), LOCK.bytes());
    openssl("pkcs8", "-in", "locked.key", "-passin", "file:password", "-out", "clear.key");
    assertThat(KeyFile.parse(Files.readAllBytes(directory.resolve("clear.key")), Optional.empty()).key())
        .isEqualTo(manager.key());
    assertThat(openssl("asn1parse", "-in", "locked.key"))
        .contains("PBES2", "PBKDF2", "INTEGER           :0800", "aes-256-cbc").doesNotContain("hmacWith");
  }

  @Test
  @Tag("identity-57")
  void weOpenTheKeysOpensslEncrypted() throws Exception {
    Files.write(directory.resolve("password"), LOCK.bytes());
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "clear.key");
    openssl("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA1", "-in", "clear.key",
        "-passout", "file:password", "-out", "sha1.key");
    openssl("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-in", "clear.key", "-passout", "file:password",
        "-out", "sha256.key");
    openssl("ec", "-aes256", "-in", "clear.key", "-passout", "file:password", "-out", "older.key");
    BigInteger expected = secret("clear.key", Optional.empty());
    for (String file : List.of("sha1.key", "sha256.key", "older.key")) {
      assertThat(secret(file, Optional.of(LOCK))).as(file).isEqualTo(expected);
      assertThatThrownBy(() -> secret(file, Optional.of(UnlockKey.generate(new SecureRandom()))))
          .as(file).isInstanceOf(LockedException.class);
    }
  }

  private BigInteger secret(String file, Optional<UnlockKey> lock) throws IOException {
    return ((ECPrivateKey) KeyFile.parse(Files.readAllBytes(directory.resolve(file)), lock).key()).getS();
  }
}
