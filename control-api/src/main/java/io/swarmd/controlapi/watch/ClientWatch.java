package io.swarmd.controlapi.watch;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.swarmd.api.WatchMessage;
import io.swarmd.api.WatchRequest;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** One client's watch, from its first message to its end. Lives on the loop of the watch service. */
final class ClientWatch implements Subscription.Watcher {

  /** Messages kept for a client that does not read; beyond that its watch ends as if it had asked for what is gone. */
  static final int MOST_UNSENT = 10_000;

  private final WatchRequest request;
  private final ServerCallStreamObserver<WatchMessage> client;
  private final EventLoop loop;
  private final Queue<WatchMessage> unsent = new ArrayDeque<>();
  private Subscription subscription;
  private long liveAfter;
  private boolean ended;

  /** Called while the call begins, as the client's handlers may only be set then. */
  ClientWatch(WatchRequest request, ServerCallStreamObserver<WatchMessage> client, EventLoop loop) {
    this.request = request;
    this.client = client;
    this.loop = loop;
    client.setOnReadyHandler(() -> loop.execute(this::send));
    client.setOnCancelHandler(() -> loop.execute(this::end));
  }

  void start(Store store) {
    unsent.add(WatchMessage.getDefaultInstance());
    liveAfter = store.view().version();
    if (request.hasResumeFrom()) {
      long from = request.getResumeFrom().getIndex();
      if (from > liveAfter) {
        refuse("versions are out of order");
        return;
      }
      Optional<Subscription> resumed = store.watchFrom(from, loop, this);
      if (resumed.isEmpty()) {
        refuse("requested index is unavailable due to compaction");
        return;
      }
      subscription = resumed.get();
    } else {
      subscription = store.watch(loop, this);
    }
    send();
  }

  /** Old objects are given for what happens now, not for what is replayed. */
  @Override
  public void onChanges(ChangeSet changes) {
    if (ended) {
      return;
    }
    boolean withOldObjects = request.getIncludeOldObject() && changes.version() > liveAfter;
    Events.message(request.getEntriesList(), changes, withOldObjects).ifPresent(unsent::add);
    if (unsent.size() > MOST_UNSENT) {
      onResync(changes.after());
    } else {
      send();
    }
  }

  /** The client is told what it knows to deal with: to list again and start over. */
  @Override
  public void onResync(StoreView view) {
    if (!ended) {
      refuse("requested index is unavailable due to compaction");
    }
  }

  private void send() {
    while (!ended && client.isReady() && !unsent.isEmpty()) {
      client.onNext(unsent.remove());
    }
  }

  private void refuse(String text) {
    end();
    client.onError(Refusal.of(Status.UNKNOWN, text));
  }

  private void end() {
    ended = true;
    unsent.clear();
    if (subscription != null) {
      subscription.close();
    }
  }
}
