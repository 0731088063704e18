package io.swarmd.controlapi.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.Node;
import io.swarmd.api.SelectBy;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.Version;
import io.swarmd.api.WatchActionKind;
import io.swarmd.api.WatchGrpc;
import io.swarmd.api.WatchMessage;
import io.swarmd.api.WatchRequest;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Table;
import io.swarmd.store.simulated.StoreFixture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The stream of changes (control sheet, section 15). */
class WatchServiceTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(5);
  private final StoreFixture store = StoreFixture.leading(environment);
  private final WatchService service = new WatchService(environment, store.store());
  private final Server server;
  private final ManagedChannel channel;

  WatchServiceTest() throws IOException {
    server = InProcessServerBuilder.forName("watch").directExecutor()
        .addService(service).build().start();
    channel = InProcessChannelBuilder.forName("watch").directExecutor().build();
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  /** Notes what a watch brings. */
  private static final class Seen implements StreamObserver<WatchMessage> {
    final List<WatchMessage> messages = new ArrayList<>();
    Status end;

    @Override
    public void onNext(WatchMessage message) {
      messages.add(message);
    }

    @Override
    public void onError(Throwable failure) {
      end = Status.fromThrowable(failure);
    }

    @Override
    public void onCompleted() {
      end = Status.OK;
    }

    List<WatchMessage.Event> events() {
      return messages.stream().flatMap(message -> message.getEventsList().stream()).toList();
    }
  }

  private Seen watch(WatchRequest.Builder request) {
    Seen seen = new Seen();
    WatchGrpc.newStub(channel).watch(request.build(), seen);
    environment.runDue();
    return seen;
  }

  private static WatchRequest.Builder on(String kind, int actions, SelectBy... selectors) {
    return WatchRequest.newBuilder().addEntries(WatchRequest.WatchEntry.newBuilder()
        .setKind(kind).setActionValue(actions).addAllFilters(List.of(selectors)));
  }

  private static Node node(String id) {
    return Node.newBuilder().setId(id).build();
  }

  @Tag("control-40")
  @Test
  void creationAndRemovalAreSeenUpdatesAreNot() {
    Seen seen = watch(on("node", 5));
    store.commit(node("a"));
    store.commit(node("a").toBuilder().setVXLANUDPPort(1).build());
    store.delete(Table.NODE, "a");
    environment.runDue();

    assertThat(seen.messages.getFirst()).isEqualTo(WatchMessage.getDefaultInstance());
    assertThat(seen.events()).extracting(WatchMessage.Event::getAction).containsExactly(
        WatchActionKind.WATCH_ACTION_CREATE, WatchActionKind.WATCH_ACTION_REMOVE);
    assertThat(seen.events().getLast().getObject().getNode().getVXLANUDPPort()).isEqualTo(1);
  }

  @Tag("control-41")
  @Test
  void oldObjectsComeWithLiveUpdatesOnly() {
    store.commit(node("a"));
    store.commit(node("a").toBuilder().setVXLANUDPPort(1).build());
    Seen seen = watch(on("node", 7).setIncludeOldObject(true).setResumeFrom(Version.getDefaultInstance()));
    store.commit(node("a").toBuilder().setVXLANUDPPort(2).build());
    environment.runDue();

    assertThat(seen.events()).extracting(WatchMessage.Event::hasOldObject).containsExactly(false, false, true);
    assertThat(seen.events().getLast().getOldObject().getNode().getVXLANUDPPort()).isEqualTo(1);
  }

  @Test
  void watchesEndWhenTheManagerStops() {
    Seen seen = watch(on("node", 7));
    service.endStreams();
    environment.runDue();
    Seen late = watch(on("node", 7));

    for (Seen ended : List.of(seen, late)) {
      assertThat(ended.end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(ended.end.getDescription())
          .isEqualTo("this manager stops: watch at another one, from the last version seen");
    }
  }

  @Tag("control-42")
  @Test
  void aResumedWatchMissesNothing() {
    store.commit(node("a"));
    Seen first = watch(on("node", 7));
    store.commit(node("b"));
    environment.runDue();
    Version last = first.messages.getLast().getVersion();
    store.commit(node("c"));
    Seen resumed = watch(on("node", 7).setResumeFrom(last));
    store.commit(node("d"));
    environment.runDue();

    assertThat(resumed.messages.getFirst()).isEqualTo(WatchMessage.getDefaultInstance());
    assertThat(resumed.events()).extracting(event -> event.getObject().getNode().getId()).containsExactly("c", "d");
    long stamped = store.get(Table.NODE, "d").getMeta().getVersion().getIndex();
    assertThat(watch(on("node", 7).setResumeFrom(Version.newBuilder().setIndex(stamped))).events())
        .extracting(event -> event.getObject().getNode().getId()).containsExactly("d");
  }

  @Test
  void aVersionYetToComeIsRefused() {
    Seen seen = watch(on("node", 7).setResumeFrom(Version.newBuilder().setIndex(99)));

    assertThat(seen.end.getCode()).isEqualTo(Status.Code.UNKNOWN);
    assertThat(seen.end.getDescription()).isEqualTo("versions are out of order");
  }

  @Tag("control-43")
  @Test
  void requestsThatContradictThemselvesAreRefused() {
    SelectBy id = SelectBy.newBuilder().setId("a").build();
    SelectBy prefix = SelectBy.newBuilder().setIdPrefix("a").build();

    assertThat(watch(on("node", 7, id, prefix)).end.getDescription()).isEqualTo("conflicting filters specified");
    assertThat(watch(on("", 7)).end.getDescription()).isEqualTo("no kind of object specified");
    Seen noAction = watch(on("node", 0));
    assertThat(noAction.end.getDescription()).isEqualTo("unrecognized action");
    assertThat(noAction.end.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Tag("control-44")
  @Test
  void aTransactionIsOneMessage() {
    Seen seen = watch(on("task", 7));
    store.commit(task("t1", 1), task("t2", 2), task("t3", 3));
    environment.runDue();

    assertThat(seen.messages).hasSize(2);
    assertThat(seen.messages.getLast().getEventsCount()).isEqualTo(3);
    assertThat(seen.messages.getLast().getVersion().getIndex()).isEqualTo(store.view().version());
  }

  private static Task task(String id, long slot) {
    return Task.newBuilder().setId(id).setServiceId("s").setSlot(slot).setDesiredState(TaskState.RUNNING).build();
  }

  @Test
  void selectorsNarrowDown() {
    SelectBy.Builder slot = SelectBy.newBuilder();
    slot.getSlotBuilder().setServiceId("s").setSlot(2);
    Seen bySlot = watch(on("task", 7, slot.build()));
    Seen byState = watch(on("task", 7, SelectBy.newBuilder().setDesiredState(TaskState.SHUTDOWN).build()));
    Seen byPrefix = watch(on("task", 7, SelectBy.newBuilder().setIdPrefix("t3").build()));
    store.commit(task("t1", 1), task("t2", 2), task("t3", 3));
    environment.runDue();

    assertThat(bySlot.events()).extracting(event -> event.getObject().getTask().getId()).containsExactly("t2");
    assertThat(byState.events()).isEmpty();
    assertThat(byPrefix.events()).extracting(event -> event.getObject().getTask().getId()).containsExactly("t3");
  }
}
