package io.swarmd.identity.authorization;

import io.grpc.Metadata;
import io.grpc.Status;
import io.swarmd.identity.Caller;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The metadata by which a manager passes a call on to the leader and says whose call it is (identity sheet, 7.4 and
 * 7.5; control sheet, 1.7). Only a manager's word is believed.
 *
 * @param nodeId empty when the caller had no certificate, as the two below
 * @param organization the caller's cluster
 * @param roles the caller's organisational units
 * @param remoteAddress where the caller called from
 */
public record ForwardedIdentity(String nodeId, String organization, List<String> roles, String remoteAddress) {

  private static final Metadata.Key<String> FORWARDED = key("forwarded_cert");
  private static final Metadata.Key<String> COMMON_NAME = key("forwarded_cert_cn");
  private static final Metadata.Key<String> ORGANIZATION = key("forwarded_cert_org");
  private static final Metadata.Key<String> UNIT = key("forwarded_cert_ou");
  private static final Metadata.Key<String> REMOTE_ADDRESS = key("remote_addr");
  private static final Metadata.Key<String> REDIRECT = key("redirect");
  private static final Set<Metadata.Key<String>> OURS =
      Set.of(FORWARDED, COMMON_NAME, ORGANIZATION, UNIT, REMOTE_ADDRESS, REDIRECT);
  private static final Set<String> RESERVED = Set.of("content-type", "te", "user-agent", "connection");
  /** What a call from the control socket names as the place it came from. */
  private static final String LOCAL = "@";

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /** What a received call says about its first caller; empty when it is the sender's own. */
  static Optional<ForwardedIdentity> read(Metadata headers) {
    if (!"true".equals(headers.get(FORWARDED))) {
      return Optional.empty();
    }
    Iterable<String> units = headers.getAll(UNIT);
    List<String> roles = units == null ? List.of()
        : StreamSupport.stream(units.spliterator(), false).filter(unit -> !unit.isEmpty()).toList();
    return Optional.of(new ForwardedIdentity(orEmpty(headers.get(COMMON_NAME)), orEmpty(headers.get(ORGANIZATION)),
        roles, orEmpty(headers.get(REMOTE_ADDRESS))));
  }

  private static String orEmpty(String value) {
    return value == null ? "" : value;
  }

  /**
   * The metadata with which a call goes on to the leader. A call from the control socket goes on as this manager's own.
   *
   * @param caller whose call it is
   * @param received the metadata it came with; what HTTP/2 and gRPC keep for themselves is left out
   * @throws io.grpc.StatusRuntimeException {@code RESOURCE_EXHAUSTED} when it has been forwarded before
   */
  public static Metadata forward(Caller caller, Metadata received) {
    String hop = received.get(REDIRECT);
    if (hop != null) {
      throw Status.RESOURCE_EXHAUSTED.withDescription("more than one redirect to leader from: [" + hop + "]")
          .asRuntimeException();
    }
    Metadata sent = new Metadata();
    sent.merge(received);
    received.keys().stream().filter(ForwardedIdentity::isReserved).forEach(name -> discard(sent, name));
    OURS.forEach(sent::discardAll);
    if (caller.isLocal()) {
      sent.put(REDIRECT, LOCAL);
      return sent;
    }
    sent.put(FORWARDED, "true");
    sent.put(COMMON_NAME, caller.nodeId());
    sent.put(ORGANIZATION, caller.organization());
    caller.roles().forEach(role -> sent.put(UNIT, role));
    sent.put(REMOTE_ADDRESS, caller.remoteAddress());
    sent.put(REDIRECT, caller.remoteAddress());
    return sent;
  }

  private static boolean isReserved(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith(":") || lower.startsWith("grpc-") || RESERVED.contains(lower);
  }

  private static void discard(Metadata from, String name) {
    if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
      from.discardAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
    } else if (!name.startsWith(":")) {
      from.discardAll(key(name));
    }
  }
}
