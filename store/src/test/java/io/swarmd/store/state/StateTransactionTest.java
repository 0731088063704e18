package io.swarmd.store.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.swarmd.api.Extension;
import io.swarmd.api.Node;
import io.swarmd.api.Resource;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.store.Change;
import io.swarmd.store.Index;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StateTransactionTest {

  private static final Instant FIRST = Instant.ofEpochSecond(1000, 5);
  private static final Instant SECOND = Instant.ofEpochSecond(2000);

  private static StateTransaction on(StoreState state) {
    return new StateTransaction(state, FIRST);
  }

  private static StoreState with(long version, Service service) {
    StateTransaction transaction = on(StoreState.EMPTY.at(version));
    transaction.create(Table.SERVICE, service);
    return transaction.result();
  }

  private static void refused(Reason reason, ThrowingCallable write) {
    assertThatThrownBy(write).isInstanceOfSatisfying(StoreException.class, refusal -> {
      assertThat(refusal.reason()).isEqualTo(reason);
      assertThat(refusal).hasMessage(reason.text());
    });
  }

  @Test
  @Tag("scheduling-99")
  void createdAtIsSetOnceAndUpdatedAtOnEachWrite() {
    StateTransaction first = on(StoreState.EMPTY.at(7));
    Service service = first.create(Table.SERVICE, Samples.service("s", "web"));
    Timestamp at = Timestamp.newBuilder().setSeconds(1000).setNanos(5).build();
    assertThat(service.getMeta().getVersion().getIndex()).isEqualTo(7);
    assertThat(service.getMeta().getCreatedAt()).isEqualTo(at);
    assertThat(service.getMeta().getUpdatedAt()).isEqualTo(at);
    assertThat(first.result().version()).isEqualTo(8);

    StateTransaction second = new StateTransaction(first.result(), SECOND);
    Service updated = second.update(Table.SERVICE, service.toBuilder().setPendingDelete(true).build());
    assertThat(updated.getMeta().getVersion().getIndex()).isEqualTo(8);
    assertThat(updated.getMeta().getCreatedAt()).isEqualTo(at);
    assertThat(updated.getMeta().getUpdatedAt().getSeconds()).isEqualTo(2000);
    assertThat(second.changes()).containsExactly(new Change.Updated<>(Table.SERVICE, updated, service));
  }

  @Test
  @Tag("scheduling-100")
  void aStateSavedAndRestoredIsTheSame() throws InvalidProtocolBufferException {
    StateTransaction first = on(StoreState.EMPTY.at(7));
    first.create(Table.SERVICE, Samples.service("s", "web"));
    first.create(Table.TASK, Samples.task("t", "s", 1, "n"));
    first.create(Table.NODE, Node.newBuilder().setId("n").build());
    StateTransaction second = new StateTransaction(first.result(), SECOND);
    second.update(Table.SERVICE, second.get(Table.SERVICE, "s").orElseThrow());
    StoreState saved = second.result();

    List<Message> restored = new ArrayList<>();
    for (Table<? extends Message> table : Table.ALL) {
      for (Message object : saved.all(table)) {
        restored.add(object.getParserForType().parseFrom(object.toByteString()));
      }
    }
    StoreState other = StoreState.load(saved.version(), restored.reversed());

    assertThat(other.version()).isEqualTo(saved.version());
    for (Table<? extends Message> table : Table.ALL) {
      assertThat(new ArrayList<Message>(other.all(table))).isEqualTo(new ArrayList<Message>(saved.all(table)));
    }
    assertThat(other.get(Table.SERVICE, "s").orElseThrow().getMeta().getVersion().getIndex()).isEqualTo(8);
    assertThat(other.find(Index.TASK_BY_NODE, "n")).hasSize(1);
  }

  @Test
  @Tag("scheduling-95")
  void aStaleCopyIsOutOfSequence() {
    StoreState state = with(3, Samples.service("s", "web"));
    Service stale = state.get(Table.SERVICE, "s").orElseThrow();
    StateTransaction first = on(state);
    Service fresh = first.update(Table.SERVICE, stale);
    first.update(Table.SERVICE, fresh);
    refused(Reason.OUT_OF_SEQUENCE, () -> on(first.result()).update(Table.SERVICE, stale));
  }

  @Test
  @Tag("scheduling-96")
  @Tag("scheduling-97")
  void namesOfServicesAreUniqueWhateverTheirCase() {
    StateTransaction transaction = on(StoreState.EMPTY);
    transaction.create(Table.SERVICE, Samples.service("1", "Web"));
    refused(Reason.NAME_CONFLICT, () -> transaction.create(Table.SERVICE, Samples.service("2", "web")));
    Service other = transaction.create(Table.SERVICE, Samples.service("2", "db"));
    refused(Reason.NAME_CONFLICT, () -> transaction.update(Table.SERVICE,
        Samples.service("2", "WEB").toBuilder().setMeta(other.getMeta()).build()));
    transaction.update(Table.SERVICE, Samples.service("2", "DB").toBuilder().setMeta(other.getMeta()).build());

    Node node = Samples.node("n1", "host");
    transaction.create(Table.NODE, node);
    transaction.create(Table.NODE, Samples.node("n2", "HOST"));
    Task task = Samples.task("t1", "1", 1, "").toBuilder().setAnnotations(Samples.named("x")).build();
    transaction.create(Table.TASK, task);
    transaction.create(Table.TASK, task.toBuilder().setId("t2").build());
    assertThat(transaction.byName(Table.NODE, "Host")).hasSize(2);
    assertThat(transaction.byName(Table.TASK, "X")).hasSize(2);
  }

  @Test
  void aNameIsFreeAgainOnceItsHolderIsGoneOrRenamed() {
    StateTransaction transaction = on(StoreState.EMPTY);
    Service web = transaction.create(Table.SERVICE, Samples.service("1", "web"));
    transaction.update(Table.SERVICE, Samples.service("1", "www").toBuilder().setMeta(web.getMeta()).build());
    transaction.create(Table.SERVICE, Samples.service("2", "web"));
    transaction.delete(Table.SERVICE, "2");
    transaction.create(Table.SERVICE, Samples.service("3", "web"));
    assertThat(transaction.all(Table.SERVICE)).hasSize(2);
  }

  @Test
  void missingAndTakenIdsAreRefused() {
    StateTransaction transaction = on(StoreState.EMPTY);
    refused(Reason.NOT_FOUND, () -> transaction.update(Table.SERVICE, Samples.service("s", "web")));
    refused(Reason.NOT_FOUND, () -> transaction.delete(Table.SERVICE, "s"));
    transaction.create(Table.SERVICE, Samples.service("s", "web"));
    refused(Reason.EXISTS, () -> transaction.create(Table.SERVICE, Samples.service("s", "other")));
  }

  @Test
  void extensionsAllowResourcesAndStayAsLongAsTheyAreUsed() {
    StateTransaction transaction = on(StoreState.EMPTY);
    Resource resource = Resource.newBuilder().setId("r").setAnnotations(Samples.named("one")).setKind("car").build();
    refused(Reason.KIND_UNREGISTERED, () -> transaction.create(Table.RESOURCE, resource));
    refused(Reason.NAME_CONFLICT, () -> transaction.create(Table.EXTENSION,
        Extension.newBuilder().setId("e").setAnnotations(Samples.named("task")).build()));
    Extension car = transaction.create(Table.EXTENSION,
        Extension.newBuilder().setId("e").setAnnotations(Samples.named("car")).build());
    transaction.create(Table.RESOURCE, resource);
    refused(Reason.EXTENSION_IMMUTABLE, () -> transaction.update(Table.EXTENSION, car));
    refused(Reason.EXTENSION_IN_USE, () -> transaction.delete(Table.EXTENSION, "e"));
    transaction.delete(Table.RESOURCE, "r");
    transaction.delete(Table.EXTENSION, "e");
  }

  @Test
  void aUnitIsWrittenWholeOrNotAtAll() {
    StoreState state = with(0, Samples.service("s", "web"));
    StateTransaction transaction = on(state);
    Unit late = Unit.of("s", new Unit.Create<>(Table.TASK, Samples.task("t", "s", 1, "")),
        new Unit.Expect<>(Table.SERVICE, "s", 99));
    assertThat(UnitWriter.write(transaction, late)).contains(
        new Outcome.Conflict(Reason.OUT_OF_SEQUENCE, "update out of sequence"));
    assertThat(transaction.get(Table.TASK, "t")).isEmpty();
    assertThat(transaction.result()).isSameAs(state);
    assertThat(transaction.changes()).isEmpty();
  }

  @Test
  void aUnitSeesWhatItsTransactionWroteBefore() {
    StateTransaction transaction = on(StoreState.EMPTY);
    Unit first = slotUnit("t1");
    assertThat(UnitWriter.write(transaction, first)).isEmpty();
    assertThat(UnitWriter.write(transaction, slotUnit("t2"))).contains(
        new Outcome.Conflict(Reason.REQUIREMENT, "slot 1 of s is free"));
    assertThat(UnitWriter.write(transaction, Unit.of("t1", new Unit.Delete<>(Table.TASK, "t1", 0)))).isEmpty();
    assertThat(transaction.all(Table.TASK)).isEmpty();
  }

  private static Unit slotUnit(String id) {
    return Unit.of("s/1",
        new Unit.Require("slot 1 of s is free", view -> view.find(Index.TASK_BY_SLOT,
            Index.slotKey("s", 1, "")).isEmpty()),
        new Unit.Create<>(Table.TASK, Samples.task(id, "s", 1, "")));
  }

  @Test
  void aTakenNameRefusesAUnitForGood() {
    StateTransaction transaction = on(StoreState.EMPTY);
    transaction.create(Table.SERVICE, Samples.service("1", "web"));
    Unit unit = Unit.of("2", new Unit.Create<>(Table.SERVICE, Samples.service("2", "web")));
    assertThat(UnitWriter.write(transaction, unit)).contains(
        new Outcome.Refused(Reason.NAME_CONFLICT, "name conflicts with an existing object"));
  }
}
