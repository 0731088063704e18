package io.swarmd.store.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.swarmd.api.Task;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever is put and removed, every index answers as a search through all objects would. */
class StoreStatePropertyTest {

  private static final int IDS = 40;

  @Property(tries = 60)
  void indexesAnswerAsASearchThroughEverythingWould(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 120) int steps) {
    Random random = new Random(seed);
    TreeMap<String, Task> model = new TreeMap<>();
    StoreState state = StoreState.EMPTY;
    for (int i = 0; i < steps; i++) {
      String id = "t" + random.nextInt(IDS);
      if (random.nextInt(3) == 0) {
        model.remove(id);
        state = state.without(Table.TASK, id);
      } else {
        Task task = Samples.task(id, pick(random, "", "a", "b"), random.nextInt(3), pick(random, "", "n1", "n2"));
        model.put(id, task);
        state = state.with(task);
      }
    }
    checkTasks(state, model);
    checkTasks(StoreState.load(state.version(), new ArrayList<>(model.values()).reversed()), model);
  }

  private static void checkTasks(StoreView view, TreeMap<String, Task> model) {
    same(view.all(Table.TASK), model, task -> true);
    for (String node : List.of("", "n1", "n2")) {
      same(view.find(Index.TASK_BY_NODE, node), model, task -> !node.isEmpty() && task.getNodeId().equals(node));
    }
    for (String service : List.of("a", "b", "none")) {
      same(view.find(Index.TASK_BY_SERVICE, service), model, task -> task.getServiceId().equals(service));
      for (long slot = 1; slot < 3; slot++) {
        long wanted = slot;
        same(view.find(Index.TASK_BY_SLOT, Index.slotKey(service, slot, "")), model,
            task -> task.getServiceId().equals(service) && task.getSlot() == wanted);
      }
      same(view.find(Index.TASK_BY_SLOT, Index.slotKey(service, 0, "n1")), model,
          task -> task.getServiceId().equals(service) && task.getSlot() == 0 && task.getNodeId().equals("n1"));
    }
    same(view.find(Index.TASK_BY_NETWORK, "net-of-image"), model, task -> true);
    same(view.byIdPrefix(Table.TASK, "t1"), model, task -> task.getId().startsWith("t1"));
    same(view.byName(Table.TASK, "A-NAME.1.t1"), model,
        task -> Table.TASK.objectName(task).toLowerCase(Locale.ROOT).equals("a-name.1.t1"));
    assertThat(view.byNamePrefix(Table.TASK, "B-na")).containsExactlyInAnyOrderElementsOf(
        model.values().stream().filter(task -> task.getServiceId().equals("b")).toList());
    for (String id : model.keySet()) {
      assertThat(view.get(Table.TASK, id)).contains(model.get(id));
    }
  }

  private static <T extends Message> void same(Collection<T> found, TreeMap<String, T> model, Predicate<T> wanted) {
    List<T> expected = model.values().stream().filter(wanted).toList();
    assertThat(new ArrayList<>(found)).isEqualTo(expected);
    assertThat(found).hasSize(expected.size());
  }

  private static String pick(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }
}
