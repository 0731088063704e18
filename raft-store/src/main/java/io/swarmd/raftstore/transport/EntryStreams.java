package io.swarmd.raftstore.transport;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;

/**
 * The two streams to one follower: entries and heartbeats. They live and die together, and a pair once dead is never
 * used again. A call may fail while it is being started, before anyone holds the pair; so the pair itself remembers
 * its death, and its owner looks at it again after opening it (Ratis sheet, 3, bug 2).
 */
final class EntryStreams {

  /** Told of replies and of the end, on gRPC's threads. */
  interface Listener {

    void replied(EntryStreams from, AppendEntriesReplyProto reply);

    /** The pair is dead now, or can take more. */
    void changed();
  }

  private final Listener listener;
  private volatile boolean dead;
  private volatile boolean answered;
  private volatile Throwable cause;
  private volatile ClientCallStreamObserver<AppendEntriesRequestProto> batches;
  private volatile ClientCallStreamObserver<AppendEntriesRequestProto> heartbeats;

  EntryStreams(Listener listener) {
    this.listener = listener;
  }

  /** Opens both; afterwards {@link #alive} tells whether that worked so far. */
  void open(PeerConnection connection) {
    start(connection.bulk(), Frames.APPEND_ENTRIES, new Replies(true));
    start(connection.urgent(), Frames.HEARTBEATS, new Replies(false));
    if (dead) {
      end(cause);
    }
  }

  private void start(Channel channel,
      MethodDescriptor<AppendEntriesRequestProto, AppendEntriesReplyProto> method, Replies replies) {
    try {
      ClientCalls.asyncBidiStreamingCall(channel.newCall(method, CallOptions.DEFAULT), replies);
    } catch (IllegalStateException cancelled) {
      // The other stream failed meanwhile and took this one along. Thrown on, it would end the appender, and Ratis
      // counts a peer whose appender it starts again as caught up: one never reached would get a vote.
      end(cancelled);
    }
  }

  boolean alive() {
    return !dead;
  }

  /** Whether the follower has answered on this pair. */
  boolean answered() {
    return answered;
  }

  Throwable cause() {
    return cause;
  }

  /** Whether entries given now go out rather than pile up here. */
  boolean ready() {
    ClientCallStreamObserver<AppendEntriesRequestProto> stream = batches;
    return !dead && stream != null && stream.isReady();
  }

  void send(AppendEntriesRequestProto request) {
    ClientCallStreamObserver<AppendEntriesRequestProto> stream =
        request.getEntriesCount() == 0 ? heartbeats : batches;
    try {
      stream.onNext(request);
    } catch (RuntimeException ended) {
      end(ended);
    }
  }

  /** Ends both, once. */
  void end(Throwable why) {
    boolean first = !dead;
    dead = true;
    if (first) {
      cause = why;
    }
    cancel(batches);
    cancel(heartbeats);
    if (first) {
      listener.changed();
    }
  }

  private static void cancel(ClientCallStreamObserver<AppendEntriesRequestProto> stream) {
    if (stream != null) {
      try {
        stream.cancel("the pair of streams has ended", null);
      } catch (RuntimeException over) {
        // It was never started, or has ended already: nothing is left to cancel.
        return;
      }
    }
  }

  private final class Replies
      implements ClientResponseObserver<AppendEntriesRequestProto, AppendEntriesReplyProto> {

    private final boolean ofBatches;

    Replies(boolean ofBatches) {
      this.ofBatches = ofBatches;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<AppendEntriesRequestProto> stream) {
      if (ofBatches) {
        batches = stream;
        stream.setOnReadyHandler(listener::changed);
      } else {
        heartbeats = stream;
      }
    }

    @Override
    public void onNext(AppendEntriesReplyProto reply) {
      answered = true;
      listener.replied(EntryStreams.this, reply);
    }

    @Override
    public void onError(Throwable failure) {
      end(failure);
    }

    @Override
    public void onCompleted() {
      end(new IllegalStateException("the follower ended the stream"));
    }
  }
}
