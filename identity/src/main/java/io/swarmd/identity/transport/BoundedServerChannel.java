package io.swarmd.identity.transport;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;

/** A listening socket that hangs up on connections the book has no room for, as soon as they are accepted. */
final class BoundedServerChannel extends NioServerSocketChannel {

  private final ConnectionBook book;

  BoundedServerChannel(ConnectionBook book) {
    this.book = book;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int before = accepted.size();
    int count = super.doReadMessages(accepted);
    for (int position = accepted.size() - 1; position >= before; position--) {
      Channel connection = (Channel) accepted.get(position);
      if (!book.enter(connection)) {
        accepted.remove(position);
        connection.unsafe().closeForcibly();
      }
    }
    return count;
  }
}
