package io.swarmd.identity.join;

import io.swarmd.api.NodeSpec;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.UnknownAuthorityException;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node's certificate young: renews it in the second half of its life, and when told to, for example because the
 * node's role is to change. What it obtains is written to disk and then used at once.
 */
public final class Renewer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Renewer.class);
  /** Gives the certificate authority time to notice the change that is the reason. */
  private static final Duration SETTLING = Duration.ofMillis(500);
  private static final Duration BACKOFF = Duration.ofSeconds(5);
  private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);
  /** How often the calendar is looked at: timers do not follow a clock that is set. */
  private static final Duration LOOK = Duration.ofMinutes(10);

  private final Environment environment;
  private final EventLoop loop;
  private final NodeIdentity identity;
  private final CertificateFiles files;
  private final Issuance issuance;
  private final UnlockKeyRequest unlockKey;
  private final RootDownload rootDownload;
  private Optional<Timer> timer = Optional.empty();
  /** The certificate that {@link #renewal} is for. */
  private NodeCredentials planned;
  private Instant renewal = Instant.MAX;
  private Optional<Role> wanted = Optional.empty();
  private boolean forced;
  private boolean renewing;
  private int failures;
  private boolean closed;

  /**
   * A renewer that does nothing before {@link #start}.
   *
   * @param loop where it runs; stays the caller's to close
   * @param controlSocket where this node's own manager answers, while it runs one
   */
  public Renewer(Environment environment, EventLoop loop, NodeIdentity identity, CertificateFiles files,
      KnownManagers managers, Supplier<Optional<Path>> controlSocket) {
    this(environment, loop, identity, files, GrpcAuthority.asNode(managers, identity, controlSocket),
        GrpcAuthority.unverified(managers),
        manager -> GrpcAuthority.asNode(managers, new NodeIdentity(manager), Optional::empty));
  }

  Renewer(Environment environment, EventLoop loop, NodeIdentity identity, CertificateFiles files,
      AuthorityConnector asNode, AuthorityConnector unverified,
      Function<NodeCredentials, AuthorityConnector> asManager) {
    this.environment = environment;
    this.loop = loop;
    this.identity = identity;
    this.files = files;
    this.issuance = new Issuance(environment, loop, asNode);
    this.unlockKey = new UnlockKeyRequest(loop, asManager);
    this.rootDownload = new RootDownload(environment, loop, unverified);
  }

  public void start() {
    loop.execute(this::plan);
  }

  /**
   * Renews soon. Several calls before it happens are one.
   *
   * @param role what the new certificate should say; it is asked for again and again until it does
   */
  public void renewNow(Optional<Role> role) {
    loop.execute(() -> {
      wanted = role.or(() -> wanted);
      forced = true;
      failures = 0;
      if (!renewing) {
        wait(SETTLING);
      }
    });
  }

  /** Stops; a renewal that is under way is not used. */
  @Override
  public void close() {
    loop.execute(() -> {
      closed = true;
      timer.ifPresent(Timer::cancel);
    });
  }

  private void plan() {
    if (failures > 0) {
      wait(RenewalTimes.backoff(failures, BACKOFF, LONGEST_BACKOFF, environment.random()));
      return;
    }
    NodeCredentials current = identity.current();
    if (planned != current) {
      planned = current;
      renewal = RenewalTimes.renewal(current.notBefore(), current.notAfter(), environment.random());
    }
    Duration left = Duration.between(environment.now(), renewal);
    if (left.compareTo(LOOK) > 0) {
      wait(LOOK, this::plan);
    } else {
      wait(left);
    }
  }

  private void wait(Duration delay) {
    wait(delay, this::renew);
  }

  private void wait(Duration delay, Runnable then) {
    timer.ifPresent(Timer::cancel);
    if (!closed) {
      timer = Optional.of(loop.schedule(delay, then));
    }
  }

  private void renew() {
    renewing = true;
    forced = false;
    obtain().thenComposeAsync(this::use, loop).handleAsync((credentials, failure) -> {
      renewing = false;
      conclude(credentials, failure);
      return null;
    }, loop);
  }

  private void conclude(NodeCredentials credentials, Throwable failure) {
    if (failure != null) {
      failures++;
      log.warn("the node's certificate could not be renewed: {}", AuthorityFailure.unwrap(failure).getMessage());
    } else {
      boolean asWanted = wanted.isEmpty() || wanted.get() == credentials.role();
      failures = asWanted ? 0 : failures + 1;
      wanted = asWanted ? Optional.empty() : wanted;
    }
    if (forced) {
      wait(SETTLING);
    } else {
      plan();
    }
  }

  /** What a manager keeps already is locked as it is to be; a worker's key lies in clear, and is of no use then. */
  private CompletableFuture<NodeCredentials> use(NodeCredentials credentials) {
    if (credentials.role() == Role.MANAGER && identity.current().role() == Role.WORKER) {
      return unlockKey.ask(credentials, Attempts.RENEWING)
          .thenApplyAsync(lock -> use(credentials, () -> files.writeManager(credentials, lock)), loop);
    }
    return CompletableFuture.completedFuture(use(credentials, () -> files.writeNode(credentials)));
  }

  private NodeCredentials use(NodeCredentials credentials, Runnable write) {
    if (closed) {
      return credentials;
    }
    write.run();
    identity.replace(credentials);
    log.info("the node's certificate was renewed: {} until {}", credentials, credentials.notAfter());
    return credentials;
  }

  private CompletableFuture<NodeCredentials> obtain() {
    return request().exceptionallyComposeAsync(failure ->
        AuthorityFailure.unwrap(failure) instanceof UnknownAuthorityException
            && identity.current().role() == Role.WORKER
            ? learnRoots().thenComposeAsync(learned -> request(), loop)
            : CompletableFuture.failedFuture(failure), loop);
  }

  private CompletableFuture<NodeCredentials> request() {
    return issuance.obtain("", NodeSpec.Availability.ACTIVE, identity.current().roots(), Attempts.RENEWING);
  }

  /**
   * Fetches the roots anew for a worker that was handed a certificate of a root it does not know. They are believed
   * only if they vouch for the certificate the node has.
   */
  private CompletableFuture<Void> learnRoots() {
    return rootDownload.fetch(Optional.empty(), Attempts.RENEWING).thenAcceptAsync(
        roots -> new TrustedRoots(identity, files).adopt(roots.bundle(), environment.now()), loop);
  }
}
