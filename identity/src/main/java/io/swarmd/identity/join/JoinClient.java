package io.swarmd.identity.join;

import io.swarmd.api.NodeSpec;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.lock.LockedException;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.token.JoinToken;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Makes this machine a node of a cluster that exists. What it obtains is on disk when it is done; what fails before
 * leaves at most the cluster's root there.
 */
public final class JoinClient {

  private final Environment environment;
  private final EventLoop loop;
  private final CertificateFiles files;
  private final AuthorityConnector unverified;
  private final Function<RootCertificates, AuthorityConnector> anonymous;
  private final UnlockKeyRequest unlockKey;

  /**
   * A client that asks the given managers.
   *
   * @param loop where it runs; stays the caller's to close
   */
  public JoinClient(Environment environment, EventLoop loop, KnownManagers managers, CertificateFiles files) {
    this(environment, loop, files, GrpcAuthority.unverified(managers),
        roots -> GrpcAuthority.anonymous(managers, roots),
        manager -> GrpcAuthority.asNode(managers, new NodeIdentity(manager), Optional::empty));
  }

  JoinClient(Environment environment, EventLoop loop, CertificateFiles files, AuthorityConnector unverified,
      Function<RootCertificates, AuthorityConnector> anonymous,
      Function<NodeCredentials, AuthorityConnector> asManager) {
    this.environment = environment;
    this.loop = loop;
    this.files = files;
    this.unverified = unverified;
    this.anonymous = anonymous;
    this.unlockKey = new UnlockKeyRequest(loop, asManager);
  }

  /**
   * Joins.
   *
   * @param known roots that lie on disk already; they are not fetched again
   * @param token as the user typed it; empty to trust the first root that comes
   * @return the credentials; fails with an {@link IdentityException} of one line
   */
  public CompletableFuture<NodeCredentials> join(
      Optional<RootCertificates> known, String token, NodeSpec.Availability availability) {
    Optional<JoinToken> pin;
    try {
      pin = token.isEmpty() ? Optional.empty() : Optional.of(JoinToken.parse(token));
    } catch (IdentityException malformed) {
      return CompletableFuture.failedFuture(malformed);
    }
    if (pin.filter(JoinToken::fips).isPresent()) {
      return CompletableFuture.failedFuture(
          new IdentityException("node is not FIPS-enabled but cluster requires FIPS"));
    }
    return known.map(CompletableFuture::completedFuture).orElseGet(() -> download(pin))
        .thenComposeAsync(roots -> credentials(roots, token.strip(), availability), loop);
  }

  private CompletableFuture<RootCertificates> download(Optional<JoinToken> pin) {
    return new RootDownload(environment, loop, unverified).fetch(pin, Attempts.JOINING).thenApplyAsync(roots -> {
      files.writeRoots(roots);
      return roots;
    }, loop);
  }

  /** A certificate of this cluster that lies on disk is as good as a new one. */
  private CompletableFuture<NodeCredentials> credentials(
      RootCertificates roots, String token, NodeSpec.Availability availability) {
    if (files.hasNode()) {
      try {
        return CompletableFuture.completedFuture(files.readNode(roots, environment.now()));
      } catch (LockedException locked) {
        return CompletableFuture.failedFuture(locked);
      } catch (IdentityException ofAnotherCluster) {
        return obtain(roots, token, availability);
      }
    }
    return obtain(roots, token, availability);
  }

  private CompletableFuture<NodeCredentials> obtain(
      RootCertificates roots, String token, NodeSpec.Availability availability) {
    return new Issuance(environment, loop, anonymous.apply(roots))
        .obtain(token, availability, roots, Attempts.JOINING)
        .thenComposeAsync(this::keep, loop);
  }

  private CompletableFuture<NodeCredentials> keep(NodeCredentials credentials) {
    if (credentials.role() == Role.WORKER) {
      files.writeNode(credentials);
      return CompletableFuture.completedFuture(credentials);
    }
    return unlockKey.ask(credentials, Attempts.JOINING).thenApplyAsync(lock -> {
      files.writeManager(credentials, lock);
      return credentials;
    }, loop);
  }
}
