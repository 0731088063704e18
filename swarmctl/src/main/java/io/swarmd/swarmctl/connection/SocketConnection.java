package io.swarmd.swarmctl.connection;

import io.grpc.Channel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.swarmd.swarmctl.command.CommandException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * The way to a manager's control socket: TLS over a unix socket, any server certificate accepted, none of our own. Who
 * may open the socket's file may use it (control sheet, section 1).
 */
public final class SocketConnection {

  private static final String SCHEME = "unix://";

  private SocketConnection() {}

  /**
   * A channel to the socket.
   *
   * @param path a path, or one with {@code unix://} before it
   * @throws CommandException when nobody answers there
   */
  public static Channel connect(String path) {
    UnixDomainSocketAddress address =
        UnixDomainSocketAddress.of(path.startsWith(SCHEME) ? path.substring(SCHEME.length()) : path);
    knock(address);
    EventLoopGroup thread =
        new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("control-socket", true), NioIoHandler.newFactory());
    try {
      return NettyChannelBuilder.forAddress(address)
          .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
          .eventLoopGroup(thread)
          .overrideAuthority("localhost")
          .proxyDetector(server -> null)
          .maxInboundMessageSize(Integer.MAX_VALUE) // lists of a large cluster pass gRPC's 4 MiB
          .sslContext(GrpcSslContexts.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE).build())
          .build();
    } catch (SSLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Opens the socket and closes it again: the system then says plainly why it cannot be reached. */
  private static void knock(UnixDomainSocketAddress address) {
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.connect(address);
    } catch (IOException unreachable) {
      String reason = unreachable.getMessage() == null ? unreachable.toString() : unreachable.getMessage();
      throw new CommandException("connection error: desc = \"transport: Error while dialing: dial unix " + address
          + ": connect: " + reason.toLowerCase(Locale.ROOT) + "\"; " + wayOut(reason.toLowerCase(Locale.ROOT)));
    }
  }

  private static String wayOut(String reason) {
    return reason.contains("permission denied")
        ? "run this as the user swarmd runs as"
        : "is a manager running, and is this the path it was given as --listen-control-api? (choose another with "
            + "--socket; workers have none)";
  }
}
