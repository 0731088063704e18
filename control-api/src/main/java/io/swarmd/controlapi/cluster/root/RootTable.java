package io.swarmd.controlapi.cluster.root;

import com.google.protobuf.ByteString;
import io.swarmd.api.RootCA;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.RootCertificates;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Decides what becomes of a cluster's root: the first rule that applies (identity sheet, section 10). Pure but for the
 * key of a root it makes. Whether external authorities answer is found out before, for the roots {@link #toBeReached}.
 */
final class RootTable {

  private static final Duration SHORTEST_LIFE = Duration.ofHours(8760);

  private final RootCA current;
  private final RootWish wish;
  private final Reach reached;
  private final Instant now;

  private RootTable(RootCA current, RootWish wish, Reach reached, Instant now) {
    this.current = current;
    this.wish = wish;
    this.reached = reached;
    this.now = now;
  }

  /** Roots on whose external authorities the decision may depend. */
  static Set<ByteString> toBeReached(RootCA current, RootWish wish) {
    Set<ByteString> roots = new LinkedHashSet<>();
    if (current.getCaKey().isEmpty() && !(wish.hasKey() && wish.isFor(current))) {
      roots.add(RootWish.certificateOf(current));
    }
    if (current.hasRootRotation() && current.getRootRotation().getCaKey().isEmpty()) {
      roots.add(RootWish.targetOf(current));
    }
    if (wish.hasCertificate() && !wish.hasKey()) {
      roots.add(wish.certificate());
    }
    return roots;
  }

  /** @param reached for the roots {@link #toBeReached} */
  static RootDecision decide(RootCA current, RootWish wish, Reach reached, Instant now) {
    return new RootTable(current, wish, reached, now).decide();
  }

  private RootDecision decide() {
    if (wish.hasKey() && !wish.hasCertificate()) {
      throw Refusal.invalidArgument("if a signing CA key is provided, the signing CA cert must also be provided");
    }
    if (current.getCaKey().isEmpty()) {
      if (isCurrent() && wish.hasKey()) {
        requireFitting();
        return new RootDecision.Stay(wish.key());
      }
      requireReached(RootWish.certificateOf(current), "current");
    }
    return wish.hasCertificate() ? decideWanted() : decideUnnamed();
  }

  private RootDecision decideUnnamed() {
    if (wish.forceRotate() != current.getLastForcedRotation()) {
      CertificateAuthority made = CertificateAuthority.create(now);
      return new RootDecision.Rotate(
          ByteString.copyFrom(made.roots().bundle()), ByteString.copyFrom(made.keyPem()));
    }
    if (current.hasRootRotation() && current.getRootRotation().getCaKey().isEmpty()) {
      requireReached(RootWish.targetOf(current), "next");
    }
    return new RootDecision.Keep();
  }

  private RootDecision decideWanted() {
    X509Certificate root = requireFitting();
    if (root.getNotAfter().toInstant().isBefore(now.plus(SHORTEST_LIFE))) {
      throw Refusal.invalidArgument("CA certificate expires too soon");
    }
    boolean external = reached.includes(wish.certificate());
    if (isCurrent() && !wish.hasKey() && !external && !current.getCaKey().isEmpty()) {
      return new RootDecision.Stay(current.getCaKey());
    }
    if (!wish.hasKey()) {
      requireReached(wish.certificate(), "desired");
    }
    if (isCurrent()) {
      return new RootDecision.Stay(wish.key());
    }
    if (wish.hasKey() && signsAlready(root)) {
      throw Refusal.invalidArgument("Cannot update to a cert with an identical key");
    }
    if (current.hasRootRotation() && wish.certificate().equals(RootWish.targetOf(current))) {
      return new RootDecision.GoOn(wish.key());
    }
    return new RootDecision.Rotate(wish.certificate(), wish.key());
  }

  private boolean isCurrent() {
    return wish.isFor(current);
  }

  /** By the public key, as one private key can be written down in several ways. */
  private boolean signsAlready(X509Certificate root) {
    return roots(RootWish.certificateOf(current)).certificates().getFirst().getPublicKey().equals(root.getPublicKey());
  }

  private X509Certificate requireFitting() {
    RootCertificates roots = roots(wish.certificate());
    try {
      if (wish.hasKey()) {
        CertificateAuthority.of(roots, wish.key().toByteArray());
      }
    } catch (IdentityException unfit) {
      throw Refusal.invalidArgument(unfit.getMessage());
    }
    if (roots.certificates().size() > 1) {
      throw Refusal.invalidArgument("the desired CA certificate cannot contain multiple certificates");
    }
    return roots.certificates().getFirst();
  }

  private RootCertificates roots(ByteString certificate) {
    try {
      return RootCertificates.parse(certificate.toByteArray(), now);
    } catch (IdentityException unusable) {
      throw Refusal.invalidArgument(unusable.getMessage());
    }
  }

  private void requireReached(ByteString root, String which) {
    if (!reached.includes(root)) {
      throw Refusal.invalidArgument("there must be at least one valid, reachable external CA corresponding to the "
          + which + " CA certificate: " + reached.problem(root));
    }
  }
}
