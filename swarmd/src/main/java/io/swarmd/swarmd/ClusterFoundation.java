package io.swarmd.swarmd;

import io.swarmd.api.Annotations;
import io.swarmd.api.Cluster;
import io.swarmd.api.Driver;
import io.swarmd.api.IPAMOptions;
import io.swarmd.api.Network;
import io.swarmd.api.NetworkSpec;
import io.swarmd.api.NodeSpec;
import io.swarmd.ca.bootstrap.ClusterSettings;
import io.swarmd.ca.bootstrap.FirstObjects;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.loop.Environment;
import io.swarmd.model.id.ObjectId;
import io.swarmd.store.Store;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What a leader writes before its parts start: cluster, own node, ingress network and the networks that every node has
 * by itself, as far as they are missing (identity sheet, section 14). The authority's key is taken off this manager's
 * disk once the cluster object holds it.
 */
final class ClusterFoundation implements Supplier<CompletableFuture<?>> {

  private static final String INGRESS = "ingress";
  /** Made by each node for itself, each with the driver of its name; Docker Engines take their own in place of them. */
  private static final List<String> PREDEFINED = List.of("bridge", "host");
  private static final String PREDEFINED_LABEL = "com.docker.swarm.predefined";

  private final Environment environment;
  private final Store store;
  private final CertificateFiles files;
  private final NodeCredentials self;
  private final ClusterSettings settings;

  ClusterFoundation(Environment environment, Store store, CertificateFiles files, NodeCredentials self,
      ClusterSettings settings) {
    this.environment = environment;
    this.store = store;
    this.files = files;
    this.self = self;
    this.settings = settings;
  }

  @Override
  public CompletableFuture<?> get() {
    return store.update(this::writeMissing).thenRun(files::endFounding);
  }

  private Void writeMissing(Transaction transaction) {
    if (transaction.get(Table.CLUSTER, self.organization()).isEmpty()) {
      transaction.create(Table.CLUSTER, cluster());
    }
    if (transaction.get(Table.NODE, self.nodeId()).isEmpty()) {
      transaction.create(Table.NODE, FirstObjects.node(self.nodeId(), NodeSpec.Availability.ACTIVE, settings));
      if (transaction.byName(Table.NETWORK, INGRESS).isEmpty()) {
        transaction.create(Table.NETWORK, ingress());
      }
    }
    PREDEFINED.stream().filter(name -> transaction.byName(Table.NETWORK, name).isEmpty())
        .forEach(name -> transaction.create(Table.NETWORK, predefined(name)));
    return null;
  }

  private Cluster cluster() {
    Optional<CertificateAuthority> authority = files.readAuthority(self.roots());
    if (authority.isEmpty() && settings.externals().isEmpty()) {
      throw new IllegalStateException(
          "the cluster object is missing and the certificate authority's key is not on this manager");
    }
    SecureRandom random = new SecureRandom();
    return authority.map(own -> FirstObjects.cluster(self.organization(), own, settings, random))
        .orElseGet(() -> FirstObjects.cluster(self.organization(), self.roots(), settings, random));
  }

  private Network ingress() {
    return Network.newBuilder()
        .setId(ObjectId.next(environment.random()))
        .setSpec(NetworkSpec.newBuilder()
            .setAnnotations(Annotations.newBuilder().setName(INGRESS))
            .setIngress(true)
            .setDriverConfig(Driver.getDefaultInstance())
            .setIpam(IPAMOptions.newBuilder().setDriver(Driver.getDefaultInstance())))
        .build();
  }

  private Network predefined(String name) {
    return Network.newBuilder()
        .setId(ObjectId.next(environment.random()))
        .setSpec(NetworkSpec.newBuilder()
            .setAnnotations(Annotations.newBuilder().setName(name).putLabels(PREDEFINED_LABEL, "true"))
            .setDriverConfig(Driver.newBuilder().setName(name)))
        .build();
  }
}
