package io.swarmd.store.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.swarmd.api.Endpoint;
import io.swarmd.api.Network;
import io.swarmd.api.NetworkAttachment;
import io.swarmd.api.Node;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Table;
import io.swarmd.store.state.Samples;
import io.swarmd.store.state.StateTransaction;
import io.swarmd.store.state.StoreState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** An entry read on a follower makes of the state what the transactions made of it at the head. */
class EntryPropertyTest {

  @Property(tries = 100)
  void readingAnEntryGivesWhatWasWritten(@ForAll long seed) {
    Random random = new Random(seed);
    ReplicatedState leader = ReplicatedState.EMPTY;
    ReplicatedState follower = ReplicatedState.EMPTY;
    Interner interner = new Interner();
    for (int i = 0; i < 6; i++) {
      List<ChangeSet> transactions = transactions(random, leader.objects());
      byte[] entry = EntryWriter.encode(leader.objects().version(), leader.digest(), transactions);
      ReplicatedState.Step adopted = leader.adopt(leader.digest().after(entry), transactions);
      ReplicatedState.Step applied = follower.apply(entry, interner);
      assertThat(applied.transactions()).extracting(ChangeSet::version, ChangeSet::changes)
          .isEqualTo(transactions.stream().map(set -> tuple(set.version(), set.changes())).toList());
      assertThat(applied.after().digest()).isEqualTo(adopted.after().digest());
      assertThat(applied.after().objects().version()).isEqualTo(adopted.after().objects().version());
      assertThat(applied.after().objects().sameObjects(adopted.after().objects())).isTrue();
      long bound = transactions.stream().mapToLong(set -> EntryWriter.sizeBound(set.changes())).sum();
      assertThat((long) entry.length).isLessThanOrEqualTo(bound);
      leader = adopted.after();
      follower = applied.after();
    }
  }

  static List<ChangeSet> transactions(Random random, StoreState base) {
    List<ChangeSet> transactions = new ArrayList<>();
    StoreState state = base;
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Instant now = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1000));
      StateTransaction transaction = new StateTransaction(state, now);
      int writes = 1 + random.nextInt(5);
      for (int j = 0; j < writes; j++) {
        write(random, transaction);
      }
      if (transaction.changeCount() > 0) {
        state = transaction.result();
        transactions.add(new ChangeSet(state.version(), transaction.changes(), state));
      }
    }
    return transactions.isEmpty() ? transactions(random, base) : transactions;
  }

  private static void write(Random random, StateTransaction transaction) {
    String id = "id" + random.nextInt(12);
    switch (random.nextInt(3)) {
      case 0 -> writeTask(random, transaction, id);
      case 1 -> writeService(random, transaction, id);
      default -> writeNode(random, transaction, id);
    }
  }

  private static void writeTask(Random random, StateTransaction transaction, String id) {
    Task old = transaction.get(Table.TASK, id).orElse(null);
    if (old == null) {
      Network network = Network.newBuilder().setId("net" + random.nextInt(2)).build();
      transaction.create(Table.TASK, Samples.task(id, "s" + random.nextInt(2), random.nextInt(3), "")
          .toBuilder().setEndpoint(Endpoint.newBuilder().addVirtualIps(
              Endpoint.VirtualIP.newBuilder().setAddr("10.0.0." + random.nextInt(2))))
          .addNetworks(NetworkAttachment.newBuilder().setNetwork(network).addAddresses("10.0.0." + id)
              .putDriverAttachmentOpts("a", "b")).build());
    } else if (random.nextInt(4) == 0) {
      transaction.delete(Table.TASK, id);
    } else {
      Task.Builder changed = old.toBuilder();
      switch (random.nextInt(4)) {
        case 0 -> changed.setStatus(TaskStatus.newBuilder().setStateValue(random.nextInt(900)).setAppliedBy("m"));
        case 1 -> changed.setNodeId("n" + random.nextInt(3)).setDesiredState(TaskState.SHUTDOWN);
        case 2 -> changed.clearNetworks().clearEndpoint();
        default -> changed.setSpec(Samples.spec("other" + random.nextInt(2))).clearStatus();
      }
      transaction.update(Table.TASK, changed.build());
    }
  }

  private static void writeService(Random random, StateTransaction transaction, String id) {
    Service old = transaction.get(Table.SERVICE, id).orElse(null);
    if (old == null) {
      transaction.create(Table.SERVICE, Samples.service(id, "name-" + id));
    } else if (random.nextInt(3) == 0) {
      transaction.delete(Table.SERVICE, id);
    } else {
      Service.Builder changed = old.toBuilder().setPendingDelete(random.nextBoolean());
      changed.getSpecBuilder().getAnnotationsBuilder().putLabels("l" + random.nextInt(2), "x");
      transaction.update(Table.SERVICE, changed.build());
    }
  }

  private static void writeNode(Random random, StateTransaction transaction, String id) {
    Node old = transaction.get(Table.NODE, id).orElse(null);
    if (old == null) {
      transaction.create(Table.NODE, Samples.node(id, "host" + random.nextInt(2)));
    } else {
      transaction.update(Table.NODE, old.toBuilder().setVXLANUDPPort(random.nextInt(3)).build());
    }
  }
}
