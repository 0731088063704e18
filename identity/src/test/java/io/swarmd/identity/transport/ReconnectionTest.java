package io.swarmd.identity.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.swarmd.loop.SimulatedEnvironment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReconnectionTest {

  private static final Duration PAUSE = Duration.ofSeconds(8);
  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final ScriptedChannel channel = new ScriptedChannel();

  @Test
  void aFailedChannelTriesAgainAfterEachPauseUntilItIsConnected() {
    Reconnection.keep(channel, environment.newLoop("reconnection"), PAUSE);
    environment.runFor(Duration.ofMinutes(1));
    assertThat(channel.attempts).isZero();
    channel.become(ConnectivityState.TRANSIENT_FAILURE);
    environment.runFor(PAUSE.multipliedBy(3));
    assertThat(channel.attempts).isEqualTo(3);
    channel.become(ConnectivityState.READY);
    environment.runFor(PAUSE.multipliedBy(3));
    assertThat(channel.attempts).isEqualTo(4);
    channel.become(ConnectivityState.TRANSIENT_FAILURE);
    environment.runFor(PAUSE);
    assertThat(channel.attempts).isEqualTo(5);
  }

  @Test
  void aChannelThatIsShutDownIsLeftAlone() {
    Reconnection.keep(channel, environment.newLoop("reconnection"), PAUSE);
    environment.runDue();
    channel.become(ConnectivityState.SHUTDOWN);
    environment.runDue();
    assertThat(environment.untilNext()).isNull();
  }

  /** A channel whose state the test sets. */
  private static final class ScriptedChannel extends ManagedChannel {

    private ConnectivityState state = ConnectivityState.IDLE;
    private Runnable listener = () -> {};
    private int attempts;

    void become(ConnectivityState next) {
      state = next;
      Runnable told = listener;
      listener = () -> {};
      told.run();
    }

    @Override
    public ConnectivityState getState(boolean connect) {
      return state;
    }

    @Override
    public void notifyWhenStateChanged(ConnectivityState source, Runnable callback) {
      listener = callback;
    }

    @Override
    public void resetConnectBackoff() {
      attempts++;
    }

    @Override
    public ManagedChannel shutdown() {
      return this;
    }

    @Override
    public boolean isShutdown() {
      return state == ConnectivityState.SHUTDOWN;
    }

    @Override
    public boolean isTerminated() {
      return isShutdown();
    }

    @Override
    public ManagedChannel shutdownNow() {
      return this;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      throw new UnsupportedOperationException("nothing is called here");
    }

    @Override
    public String authority() {
      return "scripted";
    }
  }
}
