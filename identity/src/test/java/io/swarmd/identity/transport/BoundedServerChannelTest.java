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
  private static Channel listen(int maximum) {
    return new ServerBootstrap().group(NettyThreads.ACCEPT, NettyThreads.TRANSPORT)
        .channelFactory(() -> new BoundedServerChannel(maximum))
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
    Channel server = listen(2);
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
}
