package io.swarmd.controlapi.forward;

import io.grpc.Metadata;
import io.swarmd.identity.Caller;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The metadata of a call on its way to the leader (identity sheet, section 7, 4 to 10). */
final class ForwardedHeaders {

  private static final Metadata.Key<String> REDIRECT = key("redirect");
  private static final Metadata.Key<String> FORWARDED = key("forwarded_cert");
  private static final Metadata.Key<String> NODE_ID = key("forwarded_cert_cn");
  private static final Metadata.Key<String> ROLE = key("forwarded_cert_ou");
  private static final Metadata.Key<String> ORGANIZATION = key("forwarded_cert_org");
  private static final Metadata.Key<String> REMOTE_ADDRESS = key("remote_addr");
  private static final List<Metadata.Key<String>> OURS =
      List.of(REDIRECT, FORWARDED, NODE_ID, ROLE, ORGANIZATION, REMOTE_ADDRESS);
  private static final List<String> OF_THE_TRANSPORT = List.of("content-type", "te", "user-agent");

  private ForwardedHeaders() {}

  /** What the call has from a manager that forwarded it already; empty for one that nobody did. */
  static Optional<String> alreadyRedirected(Metadata received) {
    Iterable<String> hops = received.getAll(REDIRECT);
    return Optional.ofNullable(hops).map(all ->
        "[" + String.join(" ", StreamSupport.stream(all.spliterator(), false).toList()) + "]");
  }

  /** What to send in the name of the caller. Names are sent also when empty: without them it would be our own call. */
  static Metadata inTheNameOf(Caller caller, Metadata received) {
    Metadata sent = copy(received);
    sent.put(FORWARDED, "true");
    sent.put(NODE_ID, caller.nodeId());
    sent.put(ORGANIZATION, caller.organization());
    caller.roles().stream().sorted().forEach(role -> sent.put(ROLE, role));
    sent.put(REMOTE_ADDRESS, caller.remoteAddress());
    sent.put(REDIRECT, caller.remoteAddress());
    return sent;
  }

  /** What to send as this manager's own call. */
  static Metadata asOwn(String callerAddress, Metadata received) {
    Metadata sent = copy(received);
    sent.put(REDIRECT, callerAddress);
    return sent;
  }

  /** The caller's metadata without what belongs to the connection, and without what only a manager may say. */
  private static Metadata copy(Metadata received) {
    Metadata copy = new Metadata();
    copy.merge(received);
    for (String name : received.keys()) {
      if (OF_THE_TRANSPORT.contains(name) || name.startsWith("grpc-") || name.startsWith(":")) {
        discard(copy, name);
      }
    }
    OURS.forEach(copy::discardAll);
    return copy;
  }

  private static void discard(Metadata metadata, String name) {
    if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
      metadata.discardAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
    } else if (!name.startsWith(":")) {
      metadata.discardAll(key(name));
    }
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
