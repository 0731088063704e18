package io.swarmd.dispatcher.session;

import io.swarmd.api.SessionMessage;
import io.swarmd.dispatcher.stream.Outlet;
import io.swarmd.dispatcher.stream.Refusal;

/**
 * One open session stream. Every message is complete, so at most one waits for the transport: the latest. A message
 * equal to the last one sent is left out. Owned by the dispatcher's loop.
 */
public final class SessionStream {

  private final Outlet<SessionMessage> outlet;
  private SessionMessage sent;
  private SessionMessage waiting;

  public SessionStream(Outlet<SessionMessage> outlet) {
    this.outlet = outlet;
  }

  /** Sends the message, now or when the transport is ready; the first one at once. */
  public void offer(SessionMessage message) {
    waiting = message.equals(sent) ? null : message;
    if (sent == null) {
      sendWaiting();
    } else {
      ready();
    }
  }

  /** The transport may take messages again. */
  public void ready() {
    if (waiting != null && outlet.ready()) {
      sendWaiting();
    }
  }

  /** Ends the stream without a last word. */
  public void end(Refusal why) {
    outlet.fail(why);
  }

  /** Sends one last message, whatever was sent before, and ends the stream. */
  public void end(SessionMessage last, Refusal why) {
    outlet.send(last);
    outlet.fail(why);
  }

  private void sendWaiting() {
    outlet.send(waiting);
    sent = waiting;
    waiting = null;
  }
}
