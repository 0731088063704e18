package io.swarmd.agent.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.swarmd.identity.remote.KnownManager;
import io.swarmd.identity.remote.KnownManagers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ManagerConnectionsTest {

  private static final Executor HERE = Runnable::run;

  private final List<String> asked = new ArrayList<>();
  private final List<ManagedChannel> opened = new ArrayList<>();
  private Optional<Channel> local = Optional.empty();

  @AfterEach
  void close() {
    opened.forEach(ManagedChannel::shutdownNow);
  }

  private ManagedChannel open(String address) {
    asked.add(address);
    ManagedChannel channel = NettyChannelBuilder.forTarget("localhost:1").usePlaintext().build();
    opened.add(channel);
    return channel;
  }

  private ManagerConnections connections(KnownManager... known) {
    KnownManagers managers = new KnownManagers(new Random(1), List.of(known), changed -> { });
    return new ManagerConnections(() -> local, managers, this::open);
  }

  @Test
  void withoutAnyManagerItSaysSo() {
    assertThatThrownBy(() -> connections().connect(HERE)).hasMessage("no remote hosts provided");
  }

  @Test
  void theNodesOwnManagerComesFirstAndStaysConnected() {
    ManagedChannel own = open("own");
    local = Optional.of(own);
    connections(new KnownManager("a", "a:1")).connect(HERE).close(false);
    assertThat(asked).containsExactly("own");
    assertThat(own.isShutdown()).isFalse();
  }

  @Test
  @Tag("dispatch-62")
  void aManagerThatFailedIsHardlyChosenAndItsChannelIsGivenBack() {
    ManagerConnections connections = connections(new KnownManager("bad", "bad:1"), new KnownManager("good", "good:1"));
    for (int i = 0; i < 200; i++) {
      DispatcherClient client = connections.connect(HERE);
      client.close(asked.getLast().equals("good:1"));
    }
    assertThat(opened).allMatch(ManagedChannel::isShutdown);
    assertThat(asked.stream().filter("bad:1"::equals).count()).isLessThanOrEqualTo(3);
  }
}
