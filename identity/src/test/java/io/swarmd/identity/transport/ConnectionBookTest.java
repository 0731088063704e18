package io.swarmd.identity.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionBookTest {

  private final ConnectionBook book = new ConnectionBook(new ConnectionBook.Bounds(100, 3, 2));
  private int port = 1024;

  private EmbeddedChannel from(String address) {
    SocketAddress there = new InetSocketAddress(address, port++);
    return new EmbeddedChannel() {
      @Override
      protected SocketAddress remoteAddress0() {
        return there;
      }
    };
  }

  private List<Boolean> enter(String... addresses) {
    List<Boolean> admitted = new ArrayList<>();
    for (String address : addresses) {
      admitted.add(book.enter(from(address)));
    }
    return admitted;
  }

  @Test
  void eachAddressHasItsShareAndANetworkOfIpv6IsOne() {
    assertThat(enter("10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.2"))
        .containsExactly(true, true, true, false, true);
    assertThat(enter("2001:db8::1", "2001:db8::2", "2001:db8::ff:3", "2001:db8::4", "2001:db8:0:1::1"))
        .containsExactly(true, true, true, false, true);
  }

  @Test
  void whatIsClosedMakesRoom() {
    EmbeddedChannel first = from("10.0.0.1");
    book.enter(first);
    assertThat(enter("10.0.0.1", "10.0.0.1", "10.0.0.1")).containsExactly(true, true, false);
    first.close();
    assertThat(enter("10.0.0.1", "10.0.0.1")).containsExactly(true, false);
  }
}
