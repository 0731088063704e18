package io.swarmd.identity.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BoundedServerChannelTest {

  /** Sends each connection a byte, so that a client knows it was let in. */
  private static Channel listen(ConnectionBook.Bounds bounds) {
    ConnectionBook book = new ConnectionBook(bounds);
    return new ServerBootstrap().group(NettyThreads.ACCEPT, NettyThreads.TRANSPORT)
        .channelFactory(() -> new BoundedServerChannel(book))
        .childHandler(new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel connection) {
            connection.pipeline().addLast(new ChannelInboundHandlerAdapter() {
              @Override
              public void channelActive(ChannelHandlerContext context) {
                context.writeAndFlush(context.alloc().buffer().writeByte(1));
              }
            });
          }
        }).bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).syncUninterruptibly().channel();
  }

  private static boolean admitted(Socket socket) {
    try {
      return socket.getInputStream().read() == 1;
    } catch (IOException reset) {
      return false;
    }
  }

  @Test
  void oneTooManyIsHungUpOnUntilAnotherLeaves() throws Exception {
    Channel server = listen(new ConnectionBook.Bounds(2, 10, 10));
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    try (Socket first = new Socket("127.0.0.1", port); Socket second = new Socket("127.0.0.1", port)) {
      assertThat(admitted(first)).isTrue();
      assertThat(admitted(second)).isTrue();
      try (Socket third = new Socket("127.0.0.1", port)) {
        assertThat(admitted(third)).isFalse();
      }
      first.close();
      Awaitility.await().until(() -> {
        try (Socket fourth = new Socket("127.0.0.1", port)) {
          return admitted(fourth);
        }
      });
    } finally {
      server.close();
    }
  }

  @Test
  void anAddressThatHasItsShareLeavesRoomForOthers() throws Exception {
    Channel server = listen(new ConnectionBook.Bounds(4, 2, 10));
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    try (Socket first = from("127.0.0.1", port); Socket second = from("127.0.0.1", port);
        Socket third = from("127.0.0.1", port); Socket other = from("127.0.0.2", port)) {
      assertThat(admitted(first)).isTrue();
      assertThat(admitted(second)).isTrue();
      assertThat(admitted(third)).isFalse();
      assertThat(admitted(other)).isTrue();
    } finally {
      server.close();
    }
  }

  private static Socket from(String address, int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(address), 0);
  }
}
