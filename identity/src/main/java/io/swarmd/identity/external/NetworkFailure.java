package io.swarmd.identity.external;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Why another machine was not reached, in a few words; what Java throws often says nothing. */
final class NetworkFailure {

  private static final String REFUSED = "connection refused";

  private NetworkFailure() {}

  static String of(Throwable failure) {
    List<Throwable> causes = Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
    if (causes.stream().anyMatch(NetworkFailure::isUnknownHost)) {
      return "the host is not known";
    }
    Throwable told = causes.stream().filter(ConnectException.class::isInstance).findFirst().orElse(causes.getLast());
    return Optional.ofNullable(told.getMessage()).flatMap(text -> text.lines().findFirst())
        .filter(text -> !text.equalsIgnoreCase(REFUSED))
        .orElseGet(() -> told instanceof ConnectException ? REFUSED : told.getClass().getSimpleName());
  }

  private static boolean isUnknownHost(Throwable failure) {
    return failure instanceof UnresolvedAddressException || failure instanceof UnknownHostException;
  }
}
