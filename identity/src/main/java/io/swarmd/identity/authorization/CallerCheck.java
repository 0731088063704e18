package io.swarmd.identity.authorization;

import io.swarmd.identity.Caller;
import io.swarmd.identity.certificate.CertificateSubject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides who a caller is and whether it may call, as a pure function with the texts clients match on (identity sheet,
 * 7.2 to 7.6).
 *
 * @param organization the id of this cluster
 * @param removed whether a node was removed from the cluster
 */
record CallerCheck(String organization, Predicate<String> removed) {

  private static final String DENIED = "Permission denied: ";
  /** How a status looks inside the text of another. */
  private static final String INNER = "rpc error: code = PermissionDenied desc = ";
  private static final List<String> FORWARDERS = List.of(Caller.MANAGER);

  /** A call that is not let through; the message is the whole description for the client. */
  static final class Refused extends Exception {
    Refused(String message) {
      super(message, null, false, false);
    }
  }

  /** The caller, if any of the roles is its own. */
  Caller authorize(List<String> roles, Peer peer, Optional<ForwardedIdentity> forwarded) throws Refused {
    if (forwarded.isPresent()) {
      CertificateSubject forwarder = verified(peer, FORWARDERS, "unauthorized forwarder role: ");
      return authorizeForwarded(roles, forwarded.get(), forwarder.commonName());
    }
    CertificateSubject subject = verified(peer, roles, "unauthorized peer role: ");
    return new Caller(subject.commonName(), subject.units(), subject.organization(), peer.address(), Optional.empty());
  }

  /** The caller for a method open to all: as {@link #authorize}, or else somebody without a certificate. */
  Caller admit(Peer peer, Optional<ForwardedIdentity> forwarded) {
    try {
      return authorize(List.of(Caller.WORKER, Caller.MANAGER), peer, forwarded);
    } catch (Refused anonymous) {
      return new Caller("", Set.of(), "", firstAddress(peer, forwarded), Optional.empty());
    }
  }

  private String firstAddress(Peer peer, Optional<ForwardedIdentity> forwarded) {
    try {
      verified(peer, FORWARDERS, "");
      return forwarded.map(ForwardedIdentity::remoteAddress).filter(address -> !address.isEmpty())
          .orElse(peer.address());
    } catch (Refused notAManager) {
      return peer.address();
    }
  }

  private CertificateSubject verified(Peer peer, List<String> roles, String who) throws Refused {
    if (!peer.tls()) {
      throw new Refused(DENIED + who + INNER + "request is not using TLS");
    }
    CertificateSubject subject = peer.certificate()
        .orElseThrow(() -> new Refused(DENIED + who + INNER + "no client certificates in request"));
    if (subject.units().stream().noneMatch(roles::contains)) {
      throw refusedInside(who, "remote certificate not part of OUs: " + list(roles));
    }
    if (!subject.organization().equals(organization)) {
      throw refusedInside(who, "remote certificate not part of organization: " + organization);
    }
    if (removed.test(subject.commonName())) {
      throw refusedInside(who, removedText(subject.commonName()));
    }
    return subject;
  }

  private static Refused refusedInside(String who, String text) {
    return new Refused(DENIED + who + INNER + DENIED + text);
  }

  private Caller authorizeForwarded(List<String> roles, ForwardedIdentity first, String forwarder) throws Refused {
    if (first.nodeId().isEmpty() || first.organization().isEmpty() || first.roles().isEmpty()) {
      throw new Refused(DENIED + "missing information in forwarded request");
    }
    if (first.roles().stream().noneMatch(roles::contains)) {
      throw new Refused(DENIED + "unauthorized forwarded role, expecting: " + list(roles));
    }
    if (!first.organization().equals(organization)) {
      throw new Refused(DENIED + "organization mismatch, expecting: " + organization);
    }
    if (removed.test(first.nodeId())) {
      throw new Refused(DENIED + removedText(first.nodeId()));
    }
    return new Caller(first.nodeId(), Set.copyOf(first.roles()), first.organization(), first.remoteAddress(),
        Optional.of(forwarder));
  }

  private static String removedText(String nodeId) {
    return "node " + nodeId + " was removed from swarm";
  }

  private static String list(List<String> roles) {
    return "[" + String.join(" ", roles) + "]";
  }
}
