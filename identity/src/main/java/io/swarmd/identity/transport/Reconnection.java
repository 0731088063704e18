package io.swarmd.identity.transport;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.swarmd.loop.EventLoop;
import java.time.Duration;

/**
 * Keeps the pauses short after which a channel tries again to connect. Left alone gRPC lets them grow to two minutes,
 * for which a manager that has come back would be treated as gone.
 */
public final class Reconnection {

  /** The longest pause on channels between managers (identity sheet, section 12). */
  public static final Duration BETWEEN_MANAGERS = Duration.ofSeconds(8);

  private final ManagedChannel channel;
  private final EventLoop loop;
  private final Duration longestPause;

  private Reconnection(ManagedChannel channel, EventLoop loop, Duration longestPause) {
    this.channel = channel;
    this.loop = loop;
    this.longestPause = longestPause;
  }

  /** Watches the channel until it is shut down, and returns it. */
  public static ManagedChannel keep(ManagedChannel channel, EventLoop loop, Duration longestPause) {
    loop.execute(new Reconnection(channel, loop, longestPause)::look);
    return channel;
  }

  /** A channel that has failed says so until it is connected again, so its next look is timed. */
  private void look() {
    ConnectivityState state = channel.getState(false);
    switch (state) {
      case SHUTDOWN -> { }
      case TRANSIENT_FAILURE -> loop.schedule(longestPause, () -> {
        channel.resetConnectBackoff();
        look();
      });
      case IDLE, CONNECTING, READY -> channel.notifyWhenStateChanged(state, () -> loop.execute(this::look));
    }
  }
}
