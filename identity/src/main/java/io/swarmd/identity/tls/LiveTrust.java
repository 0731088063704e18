package io.swarmd.identity.tls;

import io.grpc.util.AdvancedTlsX509TrustManager;
import io.swarmd.identity.certificate.RootCertificates;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;

/** A trust manager whose roots can be swapped while connections are being made. */
final class LiveTrust {

  private final AdvancedTlsX509TrustManager manager;

  LiveTrust(RootCertificates roots) throws GeneralSecurityException {
    manager = AdvancedTlsX509TrustManager.newBuilder().build();
    replace(roots);
  }

  TrustManager manager() {
    return manager;
  }

  void replace(RootCertificates roots) throws GeneralSecurityException {
    try {
      manager.updateTrustCredentials(roots.certificates().toArray(X509Certificate[]::new));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
