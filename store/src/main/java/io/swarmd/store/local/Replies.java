package io.swarmd.store.local;

import io.swarmd.loop.EventLoop;

/** Completes the futures of updates on a loop of their own, so that what hangs on them never holds up the store. */
record Replies(EventLoop loop) {

  void run(Runnable reply) {
    loop.execute(reply);
  }
}
