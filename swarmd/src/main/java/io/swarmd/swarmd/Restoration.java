package io.swarmd.swarmd;

import io.swarmd.api.Cluster;
import io.swarmd.api.v1.BackupManifest;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.file.StateDirectory;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.lock.UnlockKey;
import io.swarmd.model.id.ObjectId;
import io.swarmd.raftstore.RaftSettings;
import io.swarmd.raftstore.RestoredLog;
import io.swarmd.raftstore.backup.BackupContents;
import io.swarmd.raftstore.backup.BackupException;
import io.swarmd.raftstore.backup.BackupFile;
import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.transport.PeerId;
import io.swarmd.store.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an empty state directory that of a manager whose cluster is what a backup holds: same cluster id, authority,
 * tokens, services, networks and secrets; a new node and a new group of one. The other nodes are as after
 * {@code --force-new-cluster}. Where an external authority signs, the manager's certificate lies there already.
 *
 * @param backup the file
 * @param key what seals it
 * @param address where the manager is to be reached
 */
record Restoration(Path backup, UnlockKey key, String address) {

  private static final Logger log = LoggerFactory.getLogger(Restoration.class);
  private static final String CERTIFICATES = "certificates";
  /** What may not lie in the directory; certificates may where the backup cannot make them. */
  private static final Predicate<String> USED = name -> !name.equals("swarmd.lock") && !name.equals(CERTIFICATES);

  /**
   * Reads the backup, then fills the directory; the certificates come last, and without them nothing starts from it.
   *
   * @throws InvalidOption with one line, when the directory is not empty or the backup cannot be used; nothing is
   *     written then
   */
  void into(StateDirectory directory, Instant now) {
    refuseUsed(directory.path(), USED);
    BackupContents contents = read();
    Cluster cluster = contents.objects().stream().filter(stored -> stored.table() == Table.CLUSTER)
        .map(stored -> (Cluster) stored.object()).findFirst()
        .orElseThrow(() -> new InvalidOption("--restore: the backup " + backup + " holds no cluster"));
    SecureRandom random = new SecureRandom();
    NodeCredentials self = credentials(directory, cluster, random, now);
    KeyRing ring = KeyRing.create();
    layOut(directory, contents, self, ring, random);
    CertificateFiles files = directory.certificates();
    files.writeRoots(self.roots());
    files.writeManager(self, KeyLock.of(cluster));
    ManagerData.in(directory).keyRing().save(ring);
    BackupManifest manifest = contents.manifest();
    log.info("restored cluster {} as of {} from {}: {} objects, version {}; this manager is node {}",
        cluster.getId(), Instant.ofEpochSecond(manifest.getTakenAt().getSeconds()), backup, manifest.getObjects(),
        manifest.getVersion(), self.nodeId());
  }

  private static void refuseUsed(Path directory, Predicate<String> used) {
    try (Stream<Path> files = Files.list(directory)) {
      if (files.map(file -> file.getFileName().toString()).anyMatch(used)) {
        throw new InvalidOption("--restore: the state directory " + directory + " is not empty: leave the flag out to "
            + "start from what is there, or give an empty directory");
      }
    } catch (IOException unreadable) {
      throw new InvalidOption("--restore: the state directory " + directory + " cannot be read: "
          + unreadable.getMessage());
    }
  }

  private BackupContents read() {
    try {
      return BackupFile.read(backup, key);
    } catch (BackupException unusable) {
      throw new InvalidOption("--restore: " + unusable.getMessage());
    }
  }

  /** Made with the authority's key where the backup holds it; otherwise by whoever has it, beforehand. */
  private NodeCredentials credentials(
      StateDirectory directory, Cluster cluster, SecureRandom random, Instant now) {
    byte[] authorityKey = cluster.getRootCa().getCaKey().toByteArray();
    RootCertificates roots = RootCertificates.parse(cluster.getRootCa().getCaCert().toByteArray(), now);
    if (authorityKey.length == 0) {
      return prepared(directory, roots, cluster.getId(), now);
    }
    refuseUsed(directory.path(), name -> USED.test(name) || name.equals(CERTIFICATES));
    return NodeCredentials.issue(CertificateAuthority.of(roots, authorityKey),
        new NodeSubject(ObjectId.next(random), Role.MANAGER, cluster.getId()), CertificateAuthority.DEFAULT_EXPIRY, now);
  }

  private NodeCredentials prepared(StateDirectory directory, RootCertificates roots, String clusterId, Instant now) {
    String wanted = "put a manager's certificate of that authority, with the organization " + clusterId + ", and its key "
        + "into swarm-node.crt and swarm-node.key in " + directory.path().resolve(CERTIFICATES);
    if (!directory.certificates().hasNode()) {
      throw new InvalidOption("--restore: the cluster's certificates are signed by an external authority, whose key is "
          + "not in the backup " + backup + ": " + wanted);
    }
    NodeCredentials self = directory.certificates().readNode(roots, now);
    if (self.role() != Role.MANAGER || !self.organization().equals(clusterId)) {
      throw new InvalidOption("--restore: the certificate in " + directory.path().resolve(CERTIFICATES) + " is of "
          + self + ": " + wanted);
    }
    return self;
  }

  private void layOut(StateDirectory directory, BackupContents contents, NodeCredentials self, KeyRing ring,
      SecureRandom random) {
    PeerId peer = new PeerId(random.nextLong(1, Long.MAX_VALUE), self.nodeId());
    RaftSettings settings = RaftSettings.of(self.organization(), self.nodeId(), address, new RaftSettings.Start.Join());
    Path raft = ManagerData.in(directory).raft();
    try {
      new RestoredLog(settings, peer, ring).create(raft, contents.manifest().getVersion(),
          self.nodeId().getBytes(StandardCharsets.UTF_8), contents.objects());
    } catch (IOException failed) {
      throw new IdentityException("--restore: cannot write " + raft + ": " + FailureText.of(failed), failed);
    }
  }
}
