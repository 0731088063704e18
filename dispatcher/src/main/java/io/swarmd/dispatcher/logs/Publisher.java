package io.swarmd.dispatcher.logs;

import io.swarmd.dispatcher.stream.Refusal;

/** The way back to a node that sends lines. From the broker's loop, or the thread that opened the stream. */
interface Publisher {

  /** One more message may be sent. */
  void next();

  /** Ends the stream well. */
  void complete();

  void fail(Refusal why);
}
