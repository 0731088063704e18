package io.swarmd.identity.transport;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A listening socket that holds at most so many connections at once; one more is closed as soon as it is accepted. */
final class BoundedServerChannel extends NioServerSocketChannel {

  private final int maximum;
  private final AtomicInteger open = new AtomicInteger();

  BoundedServerChannel(int maximum) {
    this.maximum = maximum;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int before = accepted.size();
    int count = super.doReadMessages(accepted);
    for (int position = accepted.size() - 1; position >= before; position--) {
      Channel connection = (Channel) accepted.get(position);
      if (open.incrementAndGet() > maximum) {
        open.decrementAndGet();
        accepted.remove(position);
        connection.unsafe().closeForcibly();
      } else {
        connection.closeFuture().addListener(closed -> open.decrementAndGet());
      }
    }
    return count;
  }
}
