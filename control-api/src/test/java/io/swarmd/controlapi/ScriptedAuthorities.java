package io.swarmd.controlapi;

import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.external.CrossSigningOrder;
import io.swarmd.identity.external.ExternalAuthorities;
import io.swarmd.identity.external.ExternalAuthorityException;
import io.swarmd.identity.external.SigningOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** External authorities that answer at the URLs they were put at, for tests. */
final class ScriptedAuthorities implements ExternalAuthorities {

  final Map<String, CertificateAuthority> at = new HashMap<>();
  final List<List<String>> asked = new ArrayList<>();

  @Override
  public CompletableFuture<Void> reach(List<String> urls, RootCertificates root) {
    asked.add(urls);
    return urls.stream().anyMatch(url -> at.containsKey(url) && at.get(url).roots().equals(root))
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(ExternalAuthorityException.passing(urls.getLast() + ": connection refused"));
  }

  @Override
  public CompletableFuture<byte[]> sign(List<String> urls, SigningOrder order, RootCertificates trusted) {
    asked.add(urls);
    return order instanceof CrossSigningOrder crossSigning && at.containsKey(urls.getFirst())
        ? CompletableFuture.completedFuture(at.get(urls.getFirst()).crossSign(crossSigning.root()))
        : CompletableFuture.failedFuture(ExternalAuthorityException.lasting("response errors: [{1 no}]"));
  }
}
