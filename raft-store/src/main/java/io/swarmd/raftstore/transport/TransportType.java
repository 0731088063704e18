package io.swarmd.raftstore.transport;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/** How Ratis finds the transport: it makes one of these by the class name in its properties. */
public final class TransportType implements RpcType {

  private static final String OUTGOING = "swarmd.transport";

  /** Makes Ratis use the transport. */
  public static Parameters install(RaftProperties properties, Outgoing outgoing) {
    properties.set(RaftConfigKeys.Rpc.TYPE_KEY, TransportType.class.getName());
    Parameters parameters = new Parameters();
    parameters.put(OUTGOING, outgoing, Outgoing.class);
    return parameters;
  }

  @Override
  public String name() {
    return TransportType.class.getName();
  }

  @Override
  public RpcFactory newFactory(Parameters parameters) {
    return new Factory(this, parameters.getNonNull(OUTGOING, Outgoing.class));
  }

  private record Factory(RpcType type, Outgoing outgoing) implements ServerFactory {

    @Override
    public RpcType getRpcType() {
      return type;
    }

    @Override
    public RaftServerRpc newRaftServerRpc(RaftServer server) {
      return outgoing;
    }

    @Override
    public LogAppender newLogAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
      return new StreamAppender(server, state, follower, outgoing);
    }
  }
}
