package io.swarmd.controlapi.watch;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.WatchGrpc;
import io.swarmd.api.WatchMessage;
import io.swarmd.api.WatchRequest;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.Store;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The Watch service, served by every manager from its own store. Nothing is hidden from watchers, hence only managers
 * may call it over the network. A watch made again from the last version seen misses nothing.
 */
public final class WatchService extends WatchGrpc.WatchImplBase {

  private final Store store;
  private final EventLoop loop;
  /** Those under way; of the loop only. */
  private final Set<ClientWatch> watches = new HashSet<>();
  private boolean stopped;

  public WatchService(Environment environment, Store store) {
    this.store = store;
    this.loop = environment.newLoop("watch-service");
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<WatchMessage> observer) {
    try {
      WatchEntries.check(request.getEntriesList());
    } catch (StatusRuntimeException refused) {
      observer.onError(refused);
      return;
    }
    ClientWatch watch =
        new ClientWatch(request, (ServerCallStreamObserver<WatchMessage>) observer, loop, watches::remove);
    loop.execute(() -> {
      watches.add(watch);
      if (stopped) {
        watch.stop();
      } else {
        watch.start(store);
      }
    });
  }

  /**
   * Ends all watches, and those that come, for this manager stops: their clients are told so, instead of learning it
   * from a broken connection after the servers waited for them.
   */
  public void endStreams() {
    loop.execute(() -> {
      stopped = true;
      List.copyOf(watches).forEach(ClientWatch::stop);
    });
  }
}
