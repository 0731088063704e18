package io.swarmd.identity.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/** The threads that move bytes, shared by all servers and socket channels of the process; they end with it. */
final class NettyThreads {

  static final EventLoopGroup ACCEPT = group("accept", 1);
  static final EventLoopGroup TRANSPORT = group("transport", Math.max(2, Runtime.getRuntime().availableProcessors()));

  private NettyThreads() {}

  private static EventLoopGroup group(String name, int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
  }
}
