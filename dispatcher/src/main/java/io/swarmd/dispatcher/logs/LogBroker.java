package io.swarmd.dispatcher.logs;

import io.swarmd.api.LogSelector;
import io.swarmd.api.PublishLogsMessage;
import io.swarmd.api.SubscribeLogsMessage;
import io.swarmd.api.SubscribeLogsRequest;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.dispatcher.stream.OpenStream;
import io.swarmd.dispatcher.stream.Outlet;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.dispatcher.stream.StreamHandle;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.model.id.ObjectId;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Passes task logs from nodes to readers during one leadership, without a transport (dispatch sheet, section 7). Called
 * from any thread; its state belongs to one loop, apart from the dispatcher's, so that no heartbeat waits for lines. A
 * call made before {@link #start} or after {@link #close} is refused as {@code NO_BROKER}.
 */
public final class LogBroker implements AutoCloseable {

  /** What a transport tells of a stream of lines. From any thread, in order. */
  public interface Publishing {
    void message(PublishLogsMessage message);

    /** The node ended the stream. */
    void ended();

    /** The stream broke off. */
    void broken();
  }

  private final Environment environment;
  private final Store store;
  private final LogLimits limits;
  private final EventLoop loop;
  private final Interests interests = new Interests();
  private final Listeners listeners;
  private final Completion completion;
  private final Set<Publication> publications = new HashSet<>();
  private Optional<Subscription> changes = Optional.empty();
  private volatile boolean running;

  /** @param term the leadership it serves */
  public LogBroker(Environment environment, Store store, long term, LogLimits limits) {
    this.environment = environment;
    this.store = store;
    this.limits = limits;
    this.loop = environment.newLoop("log-broker-" + term);
    this.listeners = new Listeners(limits.listenersOfNode());
    this.completion = new Completion(loop, store, limits, interests, listeners);
  }

  /** Begins to serve. Called once. */
  public void start() {
    running = true;
    loop.execute(() -> changes =
        Optional.of(store.watch(loop, new SourceWatch(interests, completion, this::addSource))));
  }

  /** Begins to read what is selected. */
  public OpenStream subscribe(SubscribeLogsRequest request, Outlet<SubscribeLogsMessage> outlet) {
    return open(outlet, handle -> accept(request, outlet, handle));
  }

  private void accept(SubscribeLogsRequest request, Outlet<SubscribeLogsMessage> outlet, StreamHandle handle) {
    Optional<LogSelector> selector = request.hasSelector() ? Optional.of(request.getSelector()) : Optional.empty();
    Selection selection = Selection.of(selector, request.getOptions().getFollow());
    if (request.getOptions().getTail() > 0) {
      throw new Refusal(Refusal.Reason.INVALID_REQUEST, "tail must not be positive: no node counts from the first "
          + "line; 0 asks for all lines, -n for the last n-1");
    }
    if (interests.size() >= limits.subscriptions()) {
      throw new Refusal(Refusal.Reason.TOO_MANY_SUBSCRIPTIONS);
    }
    if (handle.isCancelled()) {
      return;
    }
    LogSubscription subscription = new LogSubscription(
        new LogSubscription.Surroundings(environment, loop, limits), ObjectId.next(environment.random()), selection,
        request, outlet);
    handle.bind(subscription::pump, () -> completion.readerGone(subscription));
    begin(subscription);
  }

  private void begin(LogSubscription subscription) {
    StoreView view = store.view();
    Selection.Targets targets = subscription.selection().targets(view);
    interests.add(subscription);
    targets.nodes().forEach(node -> addSource(subscription, node));
    if (!subscription.follows()) {
      subscription.unscheduled(targets.unscheduled());
      completion.expectNodes(subscription, view);
    }
    completion.check(subscription, view);
  }

  /** A node whose lines are wanted is asked once; one that is not connected, when it connects. */
  private void addSource(LogSubscription subscription, String nodeId) {
    if (subscription.add(nodeId)) {
      interests.link(nodeId, subscription);
      if (listeners.isConnected(nodeId)) {
        listeners.tell(nodeId, subscription.opening(nodeId));
      }
    }
  }

  /** Opens the stream on which a node hears of subscriptions, first of those that are open. */
  public OpenStream listen(String nodeId, Outlet<SubscriptionMessage> outlet) {
    return open(outlet, handle -> {
      if (handle.isCancelled()) {
        return;
      }
      Listener listener = new Listener(outlet);
      handle.bind(listener::pump, () -> silent(nodeId, listener));
      listeners.add(nodeId, listener);
      interests.in(nodeId).stream().filter(subscription -> subscription.awaits(nodeId))
          .forEach(subscription -> listener.tell(subscription.opening(nodeId)));
    });
  }

  private void silent(String nodeId, Listener listener) {
    if (listeners.remove(nodeId, listener)) {
      for (LogSubscription subscription : interests.in(nodeId)) {
        subscription.lost(nodeId, "disconnected unexpectedly");
        completion.check(subscription, store.view());
      }
    }
  }

  /** Opens a stream of lines from a node. */
  Publishing publish(String nodeId, Publisher publisher) {
    Publication publication = new Publication(nodeId, publisher, interests::find,
        subscription -> completion.check(subscription, store.view()), publications::remove);
    loop.execute(() -> publications.add(publication));
    if (!running) {
      publisher.fail(new Refusal(Refusal.Reason.NO_BROKER));
    } else {
      for (int message = 0; message < limits.messagesUnderWay(); message++) {
        publisher.next();
      }
    }
    return new Publishing() {
      @Override
      public void message(PublishLogsMessage message) {
        loop.execute(() -> publication.message(message));
      }

      @Override
      public void ended() {
        loop.execute(publication::ended);
      }

      @Override
      public void broken() {
        loop.execute(publication::broken);
      }
    };
  }

  /** Opens a stream on the loop; a refusal, also that of a broker stopped meanwhile, ends it. */
  private OpenStream open(Outlet<?> outlet, Consumer<StreamHandle> opening) {
    StreamHandle handle = new StreamHandle(loop);
    loop.execute(() -> {
      try {
        if (!running) {
          throw new Refusal(Refusal.Reason.NO_BROKER);
        }
        opening.accept(handle);
      } catch (Refusal refused) {
        outlet.fail(refused);
      }
    });
    if (!running) {
      outlet.fail(new Refusal(Refusal.Reason.NO_BROKER));
    }
    return handle;
  }

  /** Leadership is over: readers are told, nodes look for the next leader. Does not wait. */
  @Override
  public void close() {
    running = false;
    loop.execute(() -> {
      changes.ifPresent(Subscription::close);
      interests.all().forEach(subscription -> subscription.fail(new Refusal(Refusal.Reason.NO_BROKER)));
      Set.copyOf(publications).forEach(publication -> publication.refuse(new Refusal(Refusal.Reason.NO_BROKER)));
      listeners.endAll();
      loop.close();
    });
  }
}
