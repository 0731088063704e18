package io.swarmd.orchestrator.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.orchestrator.rebalance.Imbalance.Place;
import io.swarmd.orchestrator.rebalance.Imbalance.Shift;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImbalanceTest {

  /** Reads {@code a=3 b=1! c=2@east}: tasks, whether it is closed, and the values of its labels. */
  private static List<Place> places(String text) {
    return Stream.of(text.split(" ")).map(ImbalanceTest::place).toList();
  }

  private static Place place(String text) {
    String[] parts = text.split("[=@]");
    List<String> values = parts.length > 2 ? Arrays.asList(parts[2].split("/")) : List.of();
    return new Place(parts[0], Integer.parseInt(parts[1].replace("!", "")), !parts[1].endsWith("!"), values);
  }

  @ParameterizedTest
  @CsvSource({
    "a=3 b=3 c=0, a>c",
    "a=3 b=1, a>b",
    "a=2 b=1, ",
    "a=1 b=0, ",
    "a=5, ",
    "a=5 b=0!, ",
    "a=5 b=0! c=1, a>c",
    "a=5! b=0, a>b",
    // Zones come before nodes: the zone of one node takes as much as the other.
    "a=4@east b=2@west c=2@west, ",
    "a=6@east b=1@west c=1@west, a>b",
    "a=2@east b=4@west c=0@west, b>a",
    "a=3@east b=3@west c=0@west, b>c",
    "a=1@east b=5@west c=0@west, b>a",
    // A zone that is closed is left alone, the other one evens out by itself.
    "a=0!@east b=3@west c=1@west, b>c",
    "a=3@z1/r1 b=3@z2/r1 c=1@z2/r2 d=1@z1/r2, a>d",
  })
  void aTaskGoesFromTheFullestToTheEmptiestPlace(String spread, String move) {
    Optional<Shift> expected = Optional.ofNullable(move).map(text -> text.split(">"))
        .map(ends -> new Shift(ends[0], ends[1]));
    assertThat(Imbalance.find(places(spread))).isEqualTo(expected);
  }

  @Property(tries = 300)
  void movesComeToAnEndAndThenNoTwoNodesOfAZoneDifferByMoreThanOne(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 9) Integer> tasks,
      @ForAll @IntRange(min = 1, max = 3) int zones) {
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      places.add(new Place("n" + i, tasks.get(i), true, List.of("z" + i % zones)));
    }
    int total = tasks.stream().mapToInt(Integer::intValue).sum();
    int moves = 0;
    for (Optional<Shift> next = Imbalance.find(places); next.isPresent(); next = Imbalance.find(places)) {
      Shift shift = next.get();
      places.replaceAll(place -> moved(place, shift));
      assertThat(++moves).as("moves").isLessThanOrEqualTo(2 * total);
    }
    assertThat(places.stream().mapToInt(Place::tasks).sum()).isEqualTo(total);
    for (int zone = 0; zone < zones; zone++) {
      String value = "z" + zone;
      List<Integer> counts =
          places.stream().filter(place -> place.values().contains(value)).map(Place::tasks).sorted().toList();
      assertThat(counts.isEmpty() || counts.getLast() - counts.getFirst() <= 1).as("%s", places).isTrue();
    }
  }

  private static Place moved(Place place, Shift shift) {
    int more = place.nodeId().equals(shift.to()) ? 1 : place.nodeId().equals(shift.from()) ? -1 : 0;
    return new Place(place.nodeId(), place.tasks() + more, place.open(), place.values());
  }
}
