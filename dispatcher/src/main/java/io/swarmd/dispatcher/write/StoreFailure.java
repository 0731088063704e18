package io.swarmd.dispatcher.write;

import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.store.StoreException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a failed transaction means for those who wait for it. */
final class StoreFailure {

  private static final Logger log = LoggerFactory.getLogger(StoreFailure.class);

  private StoreFailure() {}

  static boolean isTooLarge(Throwable failure) {
    return cause(failure) instanceof StoreException refused && refused.reason() == StoreException.Reason.TOO_LARGE;
  }

  static Refusal refusal(Throwable failure) {
    if (cause(failure) instanceof StoreException store) {
      return switch (store.reason()) {
        case NOT_LEADER, OUTCOME_UNKNOWN, STOPPED -> new Refusal(Refusal.Reason.STOPPED);
        case BUSY -> new Refusal(Refusal.Reason.BUSY);
        default -> new Refusal(Refusal.Reason.NOT_STORED, "report could not be stored: " + store.getMessage());
      };
    }
    log.error("a write of the dispatcher failed", failure);
    return new Refusal(Refusal.Reason.NOT_STORED);
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
  }
}
