package io.swarmd.swarmd;

import io.swarmd.api.NodeSpec;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.Expiry;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.file.StartingPoint;
import io.swarmd.identity.file.StateDirectory;
import io.swarmd.identity.join.JoinClient;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.lock.LockedException;
import io.swarmd.identity.lock.UnlockKey;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.identity.transport.ControlSocket;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.model.id.ObjectId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node comes by its credentials: from its state directory, from the cluster it joins, or by founding a cluster of
 * its own (identity sheet, section 15).
 *
 * @param controlSocket must be free before a cluster is founded
 * @param external whether an external authority signs the certificates of a cluster that is founded
 * @param locked whether a cluster that is founded locks its managers' keys from the beginning
 * @param expiry whether a certificate whose end has passed will do
 */
record Enrolment(Environment environment, EventLoop loop, StateDirectory directory, KnownManagers managers,
    Path controlSocket, boolean external, boolean locked, Expiry expiry) {

  private static final Logger log = LoggerFactory.getLogger(Enrolment.class);

  /**
   * The credentials; they are on disk when this returns. Waits for the cluster to answer.
   *
   * @throws io.swarmd.identity.IdentityException or a completion exception of one, in one line
   */
  NodeCredentials credentials(String joinAddress, String joinToken) {
    CertificateFiles files = directory.certificates();
    return switch (StartingPoint.of(files, !joinAddress.isEmpty(), expiry, environment.now())) {
      case StartingPoint.Known known -> {
        if (external && locked) {
          lockFirst(files, known.credentials());
        }
        yield known.credentials();
      }
      case StartingPoint.Joining joining -> {
        refuseForeignData();
        yield join(joinAddress, joinToken, files, joining.roots());
      }
      case StartingPoint.NewCluster founding -> {
        refuseToken(joinToken);
        refuseForeignData();
        yield found(files);
      }
    };
  }

  /** Whoever gives a token wants to join; a cluster of one would be a surprise. */
  private static void refuseToken(String token) {
    if (!token.isEmpty()) {
      throw new InvalidOption("--join-token without --join-addr: give the address of a manager of the swarm to join, "
          + "or leave the token out to start a new swarm");
    }
  }

  /** A manager's data belongs to the node id of its certificate; a new identity could never use it. */
  private void refuseForeignData() {
    Path member = directory.path().resolve("raft").resolve("member");
    if (Files.exists(member)) {
      throw new IdentityException("the node's certificate in " + directory.path().resolve("certificates")
          + " is incomplete, but a manager's data is in " + member.getParent()
          + ": bring certificates and key back from a copy, or empty the state directory and join again");
    }
  }

  /** A first manager whose certificate an operator has put here is locked before its cluster is made. */
  private void lockFirst(CertificateFiles files, NodeCredentials self) {
    if (self.role() == Role.MANAGER && managers.all().isEmpty() && !ManagerData.in(directory).holdsMember()
        && files.readKey().lock().isEmpty()) {
      KeyLock lock = new KeyLock(Optional.of(UnlockKey.generate(new SecureRandom())), 0);
      files.beginFounding();
      files.updateKey(clear -> clear.withLock(lock));
      tellLocked();
    }
  }

  private static void tellLocked() {
    log.info("this manager's keys are locked: have 'swarmctl cluster unlock-key default' show the unlock key, and keep "
        + "it elsewhere, for no manager starts again without");
  }

  /** It signs for managers only, so that the first of them cannot ask it (docs/external-ca.md). */
  private void refuseExternal() {
    if (external) {
      throw new InvalidOption("--external-ca: the first manager needs a certificate of that CA to begin with: put the "
          + "CA's root into " + directory.path().resolve("certificates") + "/swarm-root-ca.crt, and the certificate and "
          + "key of a manager into swarm-node.crt and swarm-node.key beside it");
    }
  }

  private NodeCredentials join(
      String address, String token, CertificateFiles files, Optional<RootCertificates> roots) {
    log.info("joining the cluster of {}", address);
    return new JoinClient(environment, loop, managers, files)
        .join(roots, token, NodeSpec.Availability.ACTIVE).join();
  }

  /**
   * Clears away what is left of a founding that broke off before anybody could be told the unlock key of what is locked
   * with it: neither key nor data can ever be opened. The authority that was made stays for the next one.
   */
  static void clearUnfinished(StateDirectory directory) {
    CertificateFiles files = directory.certificates();
    if (!files.isFounding() || !files.hasNode()) {
      return;
    }
    try {
      files.readKey();
    } catch (LockedException locked) {
      log.warn("the founding of a cluster broke off before anybody could know its unlock key: it begins anew");
      ManagerData.in(directory).eraseLog();
      files.deleteNode();
    }
  }

  /** The authority's key stays on disk until the cluster object holds it, so a crash on the way costs nothing. */
  private NodeCredentials found(CertificateFiles files) {
    ControlSocket.prepare(controlSocket);
    Instant now = environment.now();
    SecureRandom random = new SecureRandom();
    Optional<RootCertificates> left = files.readRoots(now);
    CertificateAuthority authority = left.flatMap(files::readAuthority).orElseGet(() -> {
      refuseExternal();
      CertificateAuthority created = CertificateAuthority.create(now);
      files.writeAuthorityKey(created);
      files.writeRoots(created.roots());
      return created;
    });
    NodeSubject subject = new NodeSubject(ObjectId.next(random), Role.MANAGER, ObjectId.next(random));
    NodeCredentials credentials =
        NodeCredentials.issue(authority, subject, CertificateAuthority.DEFAULT_EXPIRY, now);
    if (locked) {
      files.beginFounding();
    }
    files.writeManager(credentials, new KeyLock(
        locked ? Optional.of(UnlockKey.generate(random)) : Optional.empty(), 0));
    if (locked) {
      tellLocked();
    }
    log.info("founded cluster {} as its first manager, node {}", subject.clusterId(), subject.nodeId());
    return credentials;
  }
}
