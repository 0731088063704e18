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
import java.util.function.Consumer;

/** One client's watch, from its first message to its end. Lives on the loop of the watch service. */
final class ClientWatch implements Subscription.Watcher {

  /** Messages kept for a client that does not read; beyond that its watch ends as if it had asked for what is gone. */
  static final int MOST_UNSENT = 10_000;

  private final WatchRequest request;
  private final ServerCallStreamObserver<WatchMessage> client;
  private final EventLoop loop;
  private final Consumer<ClientWatch> onEnd;
  private final Queue<WatchMessage> unsent = new ArrayDeque<>();
  private Subscription subscription;
  private long liveAfter;
  private boolean ended;

  /**
   * Called while the call begins, as the client's handlers may only be set then.
   *
   * @param onEnd told once it has ended, whatever ended it
   */
  ClientWatch(WatchRequest request, ServerCallStreamObserver<WatchMessage> client, EventLoop loop,
      Consumer<ClientWatch> onEnd) {
    this.request = request;
    this.client = client;
    this.loop = loop;
    this.onEnd = onEnd;
    client.setOnReadyHandler(() -> loop.execute(this::send));
    client.setOnCancelHandler(() -> loop.execute(this::end));
  }

  void start(Store store) {
    if (ended) { // the client has left already
      onEnd.accept(this);
      return;
    }
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

  /** This manager stops; the client may go on at another one. */
  void stop() {
    if (!ended) {
      refuse(Status.UNAVAILABLE, "this manager stops: watch at another one, from the last version seen");
    }
  }

  private void refuse(String text) {
    refuse(Status.UNKNOWN, text);
  }

  private void refuse(Status status, String text) {
    end();
    client.onError(Refusal.of(status, text));
  }

  private void end() {
    ended = true;
    onEnd.accept(this);
    unsent.clear();
    if (subscription != null) {
      subscription.close();
    }
  }
}
