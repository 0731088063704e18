package io.swarmd.dispatcher.logs;

import io.swarmd.api.LogMessage;
import io.swarmd.api.LogSubscriptionOptions;
import io.swarmd.model.log.HeardLines;
import java.time.Instant;

/** One node whose lines one subscriber wants. */
final class SourceNode {

  private final HeardLines heard = new HeardLines();
  private boolean asked;
  private boolean done;

  /** What to ask of the node now; after the first time, for what it may not have sent yet. */
  LogSubscriptionOptions ask(LogSubscriptionOptions wanted, Instant begun, Instant now) {
    LogSubscriptionOptions options = asked ? heard.resume(wanted, begun, now) : wanted;
    asked = true;
    return options;
  }

  boolean hear(LogMessage line, Instant now) {
    return heard.hear(line, now);
  }

  void finish() {
    done = true;
  }

  boolean isAsked() {
    return asked;
  }

  boolean isDone() {
    return done;
  }
}
