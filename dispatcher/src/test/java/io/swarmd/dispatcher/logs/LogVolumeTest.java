package io.swarmd.dispatcher.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.LogSelector;
import io.swarmd.dispatcher.logs.BrokerFixture.Listening;
import io.swarmd.dispatcher.logs.BrokerFixture.Publishing;
import io.swarmd.dispatcher.logs.BrokerFixture.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Many publishers at once (dispatch sheet, 7.14): every line arrives once, in the order of its task. */
class LogVolumeTest {

  private static final int NODES = 5;
  private static final int SERVICES = 20;
  private static final int TASKS = 20;
  private static final int LINES = 5;

  /** One line that a task is still to write. */
  private record Pending(String node, String task) {}

  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  void allLinesOfAllTasksArrive(@ForAll long seed) {
    Random random = new Random(seed);
    BrokerFixture at = new BrokerFixture();
    List<Pending> pending = new ArrayList<>();
    LogSelector.Builder all = LogSelector.newBuilder();
    at.nodes(IntStream.range(0, NODES).mapToObj(node -> "n" + node).toArray(String[]::new));
    IntStream.range(0, SERVICES).forEach(service -> all.addServiceIds("s" + service));
    for (int task = 0; task < SERVICES * TASKS; task++) {
      String node = "n" + random.nextInt(NODES);
      at.commit(BrokerFixture.running("t" + task, node).toBuilder().setServiceId("s" + task % SERVICES).build());
      pending.addAll(Collections.nCopies(LINES, new Pending(node, "t" + task)));
    }
    List<Listening> nodes = IntStream.range(0, NODES).mapToObj(node -> at.listen("n" + node)).toList();
    boolean follow = random.nextBoolean();
    Reader reader = at.read(BrokerFixture.request(all, follow));
    Map<String, Publishing> publishing = new HashMap<>();
    nodes.stream().filter(node -> !node.openings().isEmpty())
        .forEach(node -> publishing.put(node.nodeId(), at.publish(node)));

    write(at, random, pending, publishing, reader);
    publishing.values().forEach(Publishing::close);
    reader.outlet().blocked(false);
    reader.stream().ready();
    at.pass(Duration.ofMinutes(1));

    assertThat(reader.lines()).hasSize(SERVICES * TASKS * LINES).doesNotHaveDuplicates();
    assertThat(reader.outlet().completed()).isEqualTo(!follow);
    Map<String, Integer> next = new HashMap<>();
    reader.lines().forEach(line -> assertThat(next.merge(line.split(" ")[0], 1, Integer::sum))
        .isEqualTo(Integer.parseInt(line.split(" ")[1])));
  }

  private static void write(BrokerFixture at, Random random, List<Pending> pending,
      Map<String, Publishing> publishing, Reader reader) {
    Collections.shuffle(pending, random);
    Map<String, Integer> written = new HashMap<>();
    for (Pending line : pending) {
      publishing.get(line.node()).line(line.task(), line.task() + " " + written.merge(line.task(), 1, Integer::sum));
      if (random.nextInt(50) == 0) {
        reader.outlet().blocked(random.nextBoolean());
        reader.stream().ready();
        at.pass(Duration.ofMillis(random.nextInt(20)));
      }
    }
  }
}
