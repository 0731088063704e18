package io.swarmd.controlapi.cluster.root;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.swarmd.api.CAConfig;
import io.swarmd.api.RootCA;
import io.swarmd.api.RootRotation;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.Pem;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.external.CrossSigningOrder;
import io.swarmd.identity.external.ExternalAuthorities;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Prepares the root an update leads to, before the update's transaction: external authorities are asked on the way,
 * which takes its time.
 */
public final class RootUpdate {

  private final RootCA current;
  private final RootWish wish;
  private final ExternalAuthorities externals;
  private final Instant now;

  private RootUpdate(RootCA current, RootWish wish, ExternalAuthorities externals, Instant now) {
    this.current = current;
    this.wish = wish;
    this.externals = externals;
    this.now = now;
  }

  /**
   * The cluster's root after the update.
   *
   * @param current the root it was decided on; when the transaction finds another, the answer is of no use
   * @return fails with a refusal
   */
  public static CompletableFuture<RootCA> prepare(
      RootCA current, CAConfig wanted, ExternalAuthorities externals, Instant now) {
    return new RootUpdate(current, RootWish.of(wanted), externals, now).prepare();
  }

  private CompletableFuture<RootCA> prepare() {
    return reached().thenCompose(reached -> carryOut(RootTable.decide(current, wish, reached, now)));
  }

  /** Asks all at once. */
  private CompletableFuture<Set<ByteString>> reached() {
    Set<ByteString> reached = new HashSet<>();
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (ByteString root : RootTable.toBeReached(current, wish)) {
      List<String> urls = wish.urlsFor(root, current);
      if (!urls.isEmpty() && isUsable(root)) {
        answers.add(externals.reachable(urls, RootCertificates.parse(root.toByteArray(), now)).thenAccept(answered -> {
          if (answered) {
            synchronized (reached) {
              reached.add(root);
            }
          }
        }));
      }
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).thenApply(all -> reached);
  }

  private boolean isUsable(ByteString root) {
    try {
      RootCertificates.parse(root.toByteArray(), now);
      return true;
    } catch (IdentityException refusedLater) {
      return false;
    }
  }

  private CompletableFuture<RootCA> carryOut(RootDecision decision) {
    RootCA.Builder root = current.toBuilder();
    return switch (decision) {
      case RootDecision.Keep keep -> CompletableFuture.completedFuture(current);
      case RootDecision.Stay stay -> CompletableFuture.completedFuture(root.setCaKey(stay.key()).clearRootRotation()
          .setLastForcedRotation(wish.forceRotate()).build());
      case RootDecision.GoOn goOn -> {
        root.getRootRotationBuilder().setCaKey(goOn.key());
        yield CompletableFuture.completedFuture(root.setLastForcedRotation(wish.forceRotate()).build());
      }
      case RootDecision.Rotate rotate -> crossSigned(rotate).thenApply(copy -> root
          .setRootRotation(RootRotation.newBuilder().setCaCert(rotate.certificate()).setCaKey(rotate.key())
              .setCrossSignedCaCert(ByteString.copyFrom(tried(rotate, Pem.normalize(copy)))))
          .setLastForcedRotation(wish.forceRotate()).build());
    };
  }

  /** The root the current one vouches for; signed here, or by who has the current root's key. */
  private CompletableFuture<byte[]> crossSigned(RootDecision.Rotate rotate) {
    RootCertificates next = RootCertificates.parse(rotate.certificate().toByteArray(), now);
    if (!current.getCaKey().isEmpty()) {
      return CompletableFuture.completedFuture(currentAuthority().crossSign(next.certificates().getFirst()));
    }
    if (rotate.key().isEmpty()) {
      throw Refusal.invalidArgument("rotating from one external CA to a different external CA is not supported");
    }
    List<String> urls = wish.urlsFor(RootWish.certificateOf(current), current);
    if (urls.isEmpty()) {
      throw Refusal.invalidArgument("must provide an external CA for the current external root CA to generate a "
          + "cross-signed certificate");
    }
    CrossSigningOrder order =
        CrossSigningOrder.of(CertificateAuthority.of(next, rotate.key().toByteArray()));
    return externals.crossSign(urls, order, RootCertificates.parse(current.getCaCert().toByteArray(), now))
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(notCrossSigned(failure.getMessage())));
  }

  private CertificateAuthority currentAuthority() {
    try {
      return CertificateAuthority.of(
          RootCertificates.parse(current.getCaCert().toByteArray(), now), current.getCaKey().toByteArray());
    } catch (IdentityException unusable) {
      throw notCrossSigned(unusable.getMessage());
    }
  }

  private static RuntimeException notCrossSigned(String why) {
    return Refusal.of(Status.INTERNAL,
        "unable to generate a cross-signed certificate for root rotation: " + why);
  }

  /** Once nodes have certificates their peers refuse, nobody can take them back: this is found out before. */
  private byte[] tried(RootDecision.Rotate rotate, byte[] copy) {
    if (rotate.key().isEmpty()) {
      return copy;
    }
    try {
      RootCertificates old = RootCertificates.parse(current.getCaCert().toByteArray(), now);
      RootCertificates next = RootCertificates.parse(rotate.certificate().toByteArray(), now);
      CertificateAuthority.of(
          old, rotate.certificate().toByteArray(), rotate.key().toByteArray(), copy, now).tryOut(
          Stream.concat(next.certificates().stream(), old.certificates().stream().limit(1)).toList(), now);
      return copy;
    } catch (IdentityException refused) {
      throw Refusal.invalidArgument(refused.getMessage());
    }
  }
}
