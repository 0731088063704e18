package io.swarmd.controlapi.cluster.root;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.swarmd.api.CAConfig;
import io.swarmd.api.Cluster;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
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
   * @param stored the cluster it is decided on; when the transaction finds another root, the answer is of no use
   * @return fails with a refusal
   */
  public static CompletableFuture<RootCA> prepare(
      Cluster stored, CAConfig wanted, ExternalAuthorities externals, Instant now) {
    RootCA current = stored.getRootCa();
    RootWish wish = RootWish.of(wanted);
    // Other settings can be changed also while the external authorities do not answer.
    return wish.isKept(current, stored.getSpec().getCaConfig().getExternalCasList())
        ? CompletableFuture.completedFuture(current) : new RootUpdate(current, wish, externals, now).prepare();
  }

  private CompletableFuture<RootCA> prepare() {
    return reached().thenCompose(reached -> carryOut(RootTable.decide(current, wish, reached, now)));
  }

  /** Asks all at once. */
  private CompletableFuture<Reach> reached() {
    Map<ByteString, CompletableFuture<Optional<String>>> answers = new LinkedHashMap<>();
    RootTable.toBeReached(current, wish).forEach(root -> answers.put(root, unreached(root)));
    return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new)).thenApply(all -> new Reach(
        answers.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, answer -> answer.getValue().join()))));
  }

  /** Why no external authority answers for a root; empty when one does. */
  private CompletableFuture<Optional<String>> unreached(ByteString root) {
    List<String> urls = wish.urlsFor(root, current);
    if (urls.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.of("none is listed for it"));
    }
    try {
      return externals.reach(urls, RootCertificates.parse(root.toByteArray(), now))
          .handle((reached, failure) -> Optional.ofNullable(failure).map(RootUpdate::text));
    } catch (IdentityException unusable) {
      return CompletableFuture.completedFuture(Optional.of(unusable.getMessage()));
    }
  }

  private static String text(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause().getMessage() : failure.getMessage();
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
    return externals.sign(urls, order, RootCertificates.parse(current.getCaCert().toByteArray(), now))
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(notCrossSigned(text(failure))));
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
    try {
      RootCertificates old = RootCertificates.parse(current.getCaCert().toByteArray(), now);
      RootCertificates next = RootCertificates.parse(rotate.certificate().toByteArray(), now);
      if (rotate.key().isEmpty()) {
        CertificateAuthority.requireAuthorities(
            next.certificates().getFirst(), old.certificates().getFirst());
        return copy;
      }
      CertificateAuthority.of(
          old, rotate.certificate().toByteArray(), rotate.key().toByteArray(), copy, now).tryOut(
          Stream.concat(next.certificates().stream(), old.certificates().stream().limit(1)).toList(), now);
      return copy;
    } catch (IdentityException refused) {
      throw Refusal.invalidArgument(refused.getMessage());
    }
  }
}
