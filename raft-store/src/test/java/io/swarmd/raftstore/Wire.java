package io.swarmd.raftstore;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;

/** How a test's manager is reached and reaches others. */
interface Wire {

  NettyServerBuilder server(InetSocketAddress address);

  ManagedChannel channel(String address);
}
