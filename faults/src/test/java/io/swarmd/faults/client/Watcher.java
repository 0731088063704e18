package io.swarmd.faults.client;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.SelectBy;
import io.swarmd.api.Version;
import io.swarmd.api.WatchActionKind;
import io.swarmd.api.WatchGrpc;
import io.swarmd.api.WatchMessage;
import io.swarmd.api.WatchRequest;
import io.swarmd.api.v1.DescribeReplicaResponse;
import io.swarmd.faults.cluster.ManagerProcess;
import io.swarmd.faults.history.Answer;
import io.swarmd.faults.history.ObjectChange;
import io.swarmd.faults.history.Told;
import io.swarmd.faults.history.Watching;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches all objects, at one manager as long as that answers, else at the next, each time from the last version told.
 * Only when every manager has forgotten that version does it begin anew. Runs on a thread of its own.
 */
final class Watcher implements Runnable {

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int EVERYTHING = WatchActionKind.WATCH_ACTION_CREATE_VALUE
      | WatchActionKind.WATCH_ACTION_UPDATE_VALUE | WatchActionKind.WATCH_ACTION_REMOVE_VALUE;
  private static final String FORGOTTEN = "requested index is unavailable due to compaction";

  private final String name;
  private final List<ManagerProcess> managers;
  private final List<Stream> streams = new CopyOnWriteArrayList<>();
  private final Context.CancellableContext context = Context.current().withCancellation();
  private volatile boolean over;
  private int at;
  private int forgotten;

  /**
   * A watcher.
   *
   * @param home the manager it begins at
   * @param from the version it begins after
   */
  Watcher(String name, List<ManagerProcess> managers, int home, long from) {
    this.name = name;
    this.managers = managers;
    this.at = home;
    streams.add(new Stream(name, managers.get(home).name(), from));
  }

  @Override
  public void run() {
    while (!over) {
      Stream stream = streams.getLast();
      context.run(() -> {
        Answer.Refused ending = follow(stream);
        if (!over) {
          stream.end(ending);
          goOn(stream, ending);
        }
      });
    }
  }

  /** What ended the stream. */
  private Answer.Refused follow(Stream stream) {
    WatchRequest request = WatchRequest.newBuilder()
        .addEntries(WatchRequest.WatchEntry.newBuilder().setKind("service").setActionValue(EVERYTHING)
            .addFilters(SelectBy.newBuilder().setNamePrefix(Register.NAMES_BEGIN_WITH)))
        .setResumeFrom(Version.newBuilder().setIndex(stream.reached())).build();
    try {
      Iterator<WatchMessage> messages = WatchGrpc.newBlockingStub(managers.get(at).channel()).watch(request);
      while (messages.hasNext()) {
        WatchMessage message = messages.next();
        if (message.getEventsCount() > 0) {
          stream.tell(told(message));
        }
      }
      return new Answer.Refused("OK", "the stream ended without a word");
    } catch (StatusRuntimeException ended) {
      return Register.refused(ended);
    }
  }

  private static Told told(WatchMessage message) {
    return new Told(System.nanoTime(), message.getVersion().getIndex(), message.getEventsList().stream()
        .map(event -> new ObjectChange(switch (event.getAction()) {
          case WATCH_ACTION_CREATE -> ObjectChange.Kind.CREATED;
          case WATCH_ACTION_UPDATE -> ObjectChange.Kind.UPDATED;
          case WATCH_ACTION_REMOVE -> ObjectChange.Kind.REMOVED;
          case WATCH_ACTION_UNKNOWN, UNRECOGNIZED -> throw new IllegalStateException("an event of no kind: " + event);
        }, Register.seen(event.getObject().getService()))).toList());
  }

  private void goOn(Stream stream, Answer.Refused ending) {
    forgotten = ending.text().equals(FORGOTTEN) ? forgotten + 1 : 0;
    at = (at + 1) % managers.size();
    if (forgotten >= managers.size()) {
      forgotten = 0;
      streams.add(new Stream(name, managers.get(at).name(), versionNow()));
    } else {
      LockSupport.parkNanos(PAUSE.toNanos());
      streams.add(new Stream(name, managers.get(at).name(), stream.reached()));
    }
  }

  private long versionNow() {
    Optional<DescribeReplicaResponse> copy = managers.get(at).describe(false);
    while (copy.isEmpty() && !over) {
      at = (at + 1) % managers.size();
      copy = managers.get(at).describe(false);
    }
    return copy.map(DescribeReplicaResponse::getVersion).orElse(0L);
  }

  /** The version it has been told everything up to. */
  long reached() {
    return streams.getLast().reached();
  }

  /** How often it had to begin anew. */
  long begunAnew() {
    long anew = 0;
    for (int stream = 1; stream < streams.size(); stream++) {
      anew += streams.get(stream).watching().resumedFrom() != streams.get(stream - 1).reached() ? 1 : 0;
    }
    return anew;
  }

  /** All its streams, as they are now. */
  List<Watching> watchings() {
    return streams.stream().map(Stream::watching).toList();
  }

  void end() {
    over = true;
    context.cancel(null);
  }
}
