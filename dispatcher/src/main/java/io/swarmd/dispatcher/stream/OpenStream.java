package io.swarmd.dispatcher.stream;

/** What the transport tells the dispatcher about a stream it opened. From any thread. */
public interface OpenStream {

  /** The transport takes messages again. */
  void ready();

  /** The node has gone; nothing more is sent. */
  void cancel();
}
