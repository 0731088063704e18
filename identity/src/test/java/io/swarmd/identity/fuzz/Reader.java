package io.swarmd.identity.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.identity.Cluster;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.certificate.Pem;
import io.swarmd.identity.certificate.PrivateKeys;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.file.KeyFile;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.lock.UnlockKey;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Consumer;

/** The readers of PEM text, each with a text it takes. */
enum Reader {

  REQUEST(CertificateRequest.create(Samples.PAIR), text -> Samples.CLUSTER.authority().issue(
      CertificateRequest.parse(text), new NodeSubject("n1", Role.WORKER, "ours"),
      CertificateAuthority.DEFAULT_EXPIRY, Cluster.NOW)),
  ROOTS(Samples.CLUSTER.authority().roots().bundle(), text -> RootCertificates.parse(text, Cluster.NOW)),
  CHAIN(Samples.NODE.chainPem(), text -> NodeCredentials.verified(
      text, Samples.NODE.key(), Samples.CLUSTER.authority().roots(), Cluster.NOW)),
  PKCS8(PrivateKeys.toPkcs8(Samples.PAIR.getPrivate()).encode(), Reader::signer),
  SEC1(PrivateKeys.toSec1(Samples.PAIR).encode(), Reader::signer),
  CLEAR_KEY_FILE(Samples.KEY_FILE.encode(), text -> KeyFile.parse(text, Optional.empty()).encode()),
  LOCKED_KEY_FILE(Samples.KEY_FILE.withLock(new KeyLock(Optional.of(Samples.LOCK), 3)).encode(),
      text -> KeyFile.parse(text, Optional.of(Samples.LOCK)).encode());

  private static final class Samples {
    static final Cluster CLUSTER = Cluster.named("ours");
    static final NodeCredentials NODE = CLUSTER.manager("m1");
    static final KeyPair PAIR = PrivateKeys.generate();
    static final UnlockKey LOCK = UnlockKey.generate(new SecureRandom());
    static final KeyFile KEY_FILE = KeyFile.clear(PAIR.getPrivate())
        .withSecret(KeyFile.DATA_KEY, new byte[32]).withSecret(KeyFile.DATA_KEYS, new byte[80]);
  }

  private final byte[] good;
  private final Consumer<byte[]> use;

  Reader(byte[] good, Consumer<byte[]> use) {
    this.good = good;
    this.use = use;
  }

  private static void signer(byte[] text) {
    CertificateAuthority.of(Samples.CLUSTER.authority().roots(), text);
  }

  byte[] good() {
    return good.clone();
  }

  /** The good text's block with other bytes inside. */
  byte[] around(byte[] content) {
    Pem block = Pem.parseAll(good).getFirst();
    return new Pem(block.label(), block.headers(), content).encode();
  }

  byte[] content() {
    return Pem.parseAll(good).getFirst().content().clone();
  }

  /** Uses the text as the product would; fails unless that works, or is refused in one line without its content. */
  void takeOrRefuse(byte[] text) {
    try {
      use.accept(text);
    } catch (IdentityException refused) {
      assertThat(refused.getMessage()).isNotBlank().doesNotContain("null").hasSizeLessThan(500);
      assertThat(refused.getMessage().lines()).hasSize(1);
    }
  }
}
