package io.swarmd.ca;

import com.google.protobuf.ByteString;
import io.swarmd.api.Cluster;
import io.swarmd.ca.bootstrap.ClusterSettings;
import io.swarmd.ca.bootstrap.FirstObjects;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.PrivateKeys;
import java.security.SecureRandom;
import java.time.Instant;

/** A cluster to join and requests to join it with, for tests. */
public final class Requests {

  public static final String CLUSTER_ID = "cluster1";

  private Requests() {}

  public static Cluster cluster(Instant now) {
    return cluster(CertificateAuthority.create(now));
  }

  public static Cluster cluster(CertificateAuthority authority) {
    return FirstObjects.cluster(CLUSTER_ID, authority, ClusterSettings.defaults(), new SecureRandom());
  }

  public static ByteString csr() {
    return ByteString.copyFrom(CertificateRequest.create(PrivateKeys.generate()));
  }
}
