package io.swarmd.identity.transport;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.authorization.Authorization;
import io.swarmd.identity.file.FileFailure;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.tls.TlsContexts;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The unix socket on which a node is controlled from its own machine. It speaks TLS as the original's does, but asks
 * for no certificate: who may open the file may call (control sheet, 1.1 to 1.5).
 */
public final class ControlSocket implements AutoCloseable {

  private static final int STOP_SECONDS = 8;

  private final Path path;
  private final Server server;

  private ControlSocket(Path path, Server server) {
    this.path = path;
    this.server = server;
  }

  /**
   * Listens on the path. A file left behind by a process that is gone is replaced; the directory is made, for the owner
   * only, when it is missing.
   *
   * @throws IdentityException when another process answers on the path, when it is not a socket, or cannot be made, or
   *     when others than this user and root could put their own in its place
   */
  public static ControlSocket open(
      Path path, NodeIdentity identity, Authorization authorization, List<? extends BindableService> services) {
    prepare(path);
    NettyServerBuilder builder = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(path))
        .channelType(NioServerDomainSocketChannel.class)
        .bossEventLoopGroup(NettyThreads.ACCEPT)
        .workerEventLoopGroup(NettyThreads.TRANSPORT)
        .sslContext(identity.serverContext())
        .maxInboundMessageSize(RemoteApi.MAX_MESSAGE_BYTES);
    authorization.addTo(builder);
    services.forEach(service -> builder.addService(ReadableRequests.of(service.bindService())));
    try {
      Server server = builder.build().start();
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      return new ControlSocket(path, server);
    } catch (IOException failed) {
      throw new IdentityException("cannot listen on control socket " + path + ": " + reason(failed), failed);
    }
  }

  private static String reason(IOException failed) {
    Throwable cause = failed.getCause() != null ? failed.getCause() : failed;
    return cause.getMessage();
  }

  /**
   * Makes the path ready to listen on: its directory is there, and no file of a process that is gone is in the way.
   * {@link #open} does this too; a node that is about to found a cluster asks first, while nothing is done yet.
   *
   * @throws IdentityException as {@link #open}
   */
  public static void prepare(Path path) {
    try {
      Optional<String> objection = SocketDirectory.prepare(path.toAbsolutePath().getParent()).objection();
      if (objection.isPresent()) {
        throw new IdentityException("cannot listen on control socket " + path + ": " + objection.get());
      }
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        removeStale(path);
      }
      tryToListen(path);
    } catch (IOException failed) {
      throw new IdentityException("cannot listen on control socket " + path + ": " + FileFailure.of(failed), failed);
    }
  }

  /** A path too long for a socket, or where none can be made, is told by the system only to who tries. */
  private static void tryToListen(Path path) throws IOException {
    try (ServerSocketChannel probe = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.bind(UnixDomainSocketAddress.of(path));
      Files.deleteIfExists(path);
    }
  }

  private static void removeStale(Path path) throws IOException {
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new IdentityException("cannot listen on control socket " + path + ": the file exists and is no socket");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(UnixDomainSocketAddress.of(path));
      throw new IdentityException("control socket " + path + " is in use by another process");
    } catch (IOException nobodyAnswers) {
      Files.deleteIfExists(path);
    }
  }

  /** A channel to a control socket on this machine: trusts whatever answers and shows no certificate. */
  public static NettyChannelBuilder channel(Path path) {
    return NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(path))
        .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
        .eventLoopGroup(NettyThreads.TRANSPORT)
        .sslContext(TlsContexts.anonymousUnverified())
        .overrideAuthority("localhost")
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .disableRetry();
  }

  public Path path() {
    return path;
  }

  /** What is served here. */
  public List<ServerServiceDefinition> services() {
    return server.getServices();
  }

  /** Ends the calls that run, by force after some seconds, and removes the file. */
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
      Files.deleteIfExists(path);
    } catch (InterruptedException interrupted) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    } catch (IOException left) {
      throw new IdentityException("cannot remove control socket " + path + ": " + left.getMessage(), left);
    }
  }
}
