package io.swarmd.dispatcher.stream;

/**
 * The way to one node on one open stream. Called from the dispatcher's loop only, except {@link #fail}, which may also
 * come from the thread that opened the stream. What is called after the end is ignored.
 *
 * @param <T> the messages of the stream
 */
public interface Outlet<T> {

  /**
   * Whether the transport takes a message without piling it up. While it does not, the dispatcher keeps only the latest
   * state for the node; {@link OpenStream#ready} ends the wait.
   */
  boolean ready();

  /** Sends a message. The first and the last message of a stream are sent whether or not the transport is ready. */
  void send(T message);

  /** Ends the stream well, after all that was sent. */
  void complete();

  /** Ends the stream for a reason, after all that was sent. */
  void fail(Refusal why);
}
