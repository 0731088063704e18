package io.swarmd.controlapi;

import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateChain;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.external.CrossSigningOrder;
import io.swarmd.identity.external.ExternalAuthorities;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** External authorities that answer at the URLs they were put at, for tests. */
final class ScriptedAuthorities implements ExternalAuthorities {

  final Map<String, CertificateAuthority> at = new HashMap<>();
  final List<List<String>> asked = new ArrayList<>();
  /** The root an order is for, by its name: a request says no more of it. */
  CertificateAuthority orderedBy;

  @Override
  public CompletableFuture<Boolean> reachable(List<String> urls, RootCertificates root) {
    asked.add(urls);
    return CompletableFuture.completedFuture(
        urls.stream().anyMatch(url -> at.containsKey(url) && at.get(url).roots().equals(root)));
  }

  @Override
  public CompletableFuture<byte[]> crossSign(
      List<String> urls, CrossSigningOrder order, RootCertificates trusted) {
    return CompletableFuture.completedFuture(at.get(urls.getFirst()).crossSign(
        CertificateChain.parse(orderedBy.roots().bundle()).getFirst()));
  }
}
