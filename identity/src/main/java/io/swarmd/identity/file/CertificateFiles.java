package io.swarmd.identity.file;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.Expiry;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.OutsideValidityException;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.lock.LockedException;
import io.swarmd.identity.lock.UnlockKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The directory {@code certificates/}: the roots, the node's certificate and its key. One process uses it at a time;
 * calls from several threads take turns. Failures to read or write are {@link IdentityException}s that name the path.
 */
public final class CertificateFiles {

  private static final String REMEDY =
      "; bring certificates and key back from a copy, or empty the state directory and join again";

  private final Path directory;
  private final Path root;
  private final Path rootKey;
  private final Path certificate;
  private final Path pendingCertificate;
  private final Path key;
  private final Path founding;
  private Optional<UnlockKey> lock = Optional.empty();

  public CertificateFiles(Path directory) {
    this.directory = directory;
    root = directory.resolve("swarm-root-ca.crt");
    rootKey = directory.resolve("swarm-root-ca.key");
    certificate = directory.resolve("swarm-node.crt");
    pendingCertificate = directory.resolve(".swarm-node.crt");
    key = directory.resolve("swarm-node.key");
    founding = directory.resolve("founding");
  }

  /** The unlock key to try where the node's key turns out to be encrypted; what is in clear is read without. */
  public synchronized void unlockWith(UnlockKey key) {
    lock = Optional.of(key);
  }

  /** The roots on disk; empty when there is no file. */
  public synchronized Optional<RootCertificates> readRoots(Instant now) {
    return read(root).map(text -> explained(root, () -> RootCertificates.parse(text, now)));
  }

  public synchronized void writeRoots(RootCertificates roots) {
    write(root, roots.bundle(), DurableFile.PUBLIC);
  }

  /**
   * The authority whose key an operator, or a cluster that was not yet fully made, left here; empty without a key file.
   */
  public synchronized Optional<CertificateAuthority> readAuthority(RootCertificates roots) {
    return read(rootKey).map(text -> explained(rootKey, () -> CertificateAuthority.of(roots, text)));
  }

  /**
   * Keeps the authority's key until the cluster object holds it, so that a crash in between costs nothing; see {@link
   * #endFounding}.
   */
  public synchronized void writeAuthorityKey(CertificateAuthority authority) {
    write(rootKey, authority.keyPem(), DurableFile.PRIVATE);
  }

  /** Notes that a cluster is being founded whose unlock key nobody can know before its cluster object is there. */
  public synchronized void beginFounding() {
    write(founding, new byte[0], DurableFile.PRIVATE);
  }

  /** The cluster object holds all that this node alone had. */
  public synchronized void endFounding() {
    delete(founding);
    delete(rootKey);
  }

  /** Whether a cluster was being founded here that locks its keys, and its cluster object may not be there yet. */
  public synchronized boolean isFounding() {
    return Files.exists(founding);
  }

  /** Deletes the node's key and certificate; the authority stays. */
  public synchronized void deleteNode() {
    delete(key);
    delete(certificate);
    delete(pendingCertificate);
  }

  /** Whether certificate and key are both there, whatever is in them. */
  public synchronized boolean hasNode() {
    return (Files.exists(certificate) || Files.exists(pendingCertificate)) && Files.exists(key);
  }

  /**
   * The node's certificate and key. A certificate whose writing a crash broke off is taken when it fits the key.
   *
   * @throws LockedException when the key is encrypted
   * @throws IdentityException {@code error while loading TLS certificate in <path>: ...}
   */
  public NodeCredentials readNode(RootCertificates roots, Instant now) {
    return readNode(roots, now, Expiry.REFUSED);
  }

  /** The same, where the end of the certificate may have passed. */
  public synchronized NodeCredentials readNode(RootCertificates roots, Instant now, Expiry expiry) {
    try {
      NodeCredentials read = credentials(certificate, roots, now, expiry);
      delete(pendingCertificate);
      return read;
    } catch (LockedException locked) {
      throw locked;
    } catch (IdentityException unusable) {
      return recover(roots, now, expiry, unusable);
    }
  }

  private NodeCredentials recover(RootCertificates roots, Instant now, Expiry expiry, IdentityException first) {
    if (Files.exists(pendingCertificate)) {
      try {
        NodeCredentials pending = credentials(pendingCertificate, roots, now, expiry);
        DurableFile.rename(pendingCertificate, certificate);
        return pending;
      } catch (IdentityException | IOException unusable) {
        delete(pendingCertificate);
      }
    }
    throw new IdentityException(
        "error while loading TLS certificate in " + certificate + ": " + first.getMessage() + wayOut(first), first);
  }

  private static String wayOut(IdentityException unusable) {
    return unusable instanceof OutsideValidityException
        ? "; compare this machine's clock with the others', and when it is right, empty the state directory and join "
            + "again; the only manager, or the last one left, starts with --force-new-cluster and renews it" : REMEDY;
  }

  private NodeCredentials credentials(Path from, RootCertificates roots, Instant now, Expiry expiry) {
    KeyFile keyFile = readKey();
    byte[] chain = read(from).orElseThrow(() -> new IdentityException("the file does not exist"));
    return NodeCredentials.verified(chain, keyFile.key(), roots, now, expiry);
  }

  /**
   * The node's key with what lies beside it.
   *
   * @throws LockedException when it is encrypted and the unlock key is missing or another one
   */
  public synchronized KeyFile readKey() {
    return KeyFile.parse(read(key).orElseThrow(() -> new IdentityException(key + " does not exist")), lock);
  }

  /**
   * Replaces certificate and key together. What lies beside a manager's key stays as it is; a worker has nothing to
   * hide and keeps its key in clear (identity sheet, 5.4).
   *
   * @throws IdentityException also when a manager's key file cannot be read: what it held would be lost, and its lock
   */
  public synchronized void writeNode(NodeCredentials credentials) {
    writeNode(credentials, credentials.role() == Role.MANAGER && Files.exists(key)
        ? readKey().withKey(credentials.key()) : KeyFile.clear(credentials.key()));
  }

  /** Replaces certificate and key together by those of a node that was no manager until now. */
  public synchronized void writeManager(NodeCredentials credentials, KeyLock asOfNow) {
    writeNode(credentials, KeyFile.clear(credentials.key()).withLock(asOfNow));
    lock = asOfNow.key();
  }

  private void writeNode(NodeCredentials credentials, KeyFile keyFile) {
    write(pendingCertificate, credentials.chainPem(), DurableFile.PUBLIC);
    write(key, keyFile.encode(), DurableFile.PRIVATE);
    try {
      DurableFile.rename(pendingCertificate, certificate);
    } catch (IOException failed) {
      throw failure("write", certificate, failed);
    }
  }

  /**
   * Rewrites the key file, to change what lies beside the key or its lock; nothing is written where none changes.
   *
   * @return what lies there now
   */
  public synchronized KeyFile updateKey(UnaryOperator<KeyFile> change) {
    KeyFile before = readKey();
    KeyFile after = change.apply(before);
    if (after != before) {
      write(key, after.encode(), DurableFile.PRIVATE);
      lock = after.lock();
    }
    return after;
  }

  private Optional<byte[]> read(Path path) {
    try {
      return Optional.of(Files.readAllBytes(path));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException failed) {
      throw failure("read", path, failed);
    }
  }

  private void write(Path path, byte[] content, String mode) {
    try {
      Files.createDirectories(directory);
      DurableFile.write(path, content, mode);
    } catch (IOException failed) {
      throw failure("write", path, failed);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException failed) {
      throw failure("delete", path, failed);
    }
  }

  private static IdentityException failure(String what, Path path, IOException cause) {
    return new IdentityException("cannot " + what + " " + path + ": " + FileFailure.of(cause), cause);
  }

  private static <T> T explained(Path path, Supplier<T> parse) {
    try {
      return parse.get();
    } catch (IdentityException malformed) {
      throw new IdentityException("error while loading " + path + ": " + malformed.getMessage() + REMEDY, malformed);
    }
  }
}
