package io.swarmd.store.ordered;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OrderedMapTest {

  @Property(tries = 50)
  void holdsWhatATreeMapHolds(@ForAll long seed) {
    Random random = new Random(seed);
    TreeMap<String, Integer> model = new TreeMap<>();
    OrderedMap<Integer> map = OrderedMap.empty();
    for (int i = 0; i < 400; i++) {
      String key = Integer.toString(random.nextInt(150), 6);
      if (random.nextInt(5) < 2) {
        model.remove(key);
        map = map.without(key);
      } else {
        model.put(key, i);
        map = map.with(key, i);
      }
    }
    assertThat(List.copyOf(map.keys())).isEqualTo(List.copyOf(model.keySet()));
    assertThat(List.copyOf(map.values())).isEqualTo(List.copyOf(model.values()));
    assertThat(map.size()).isEqualTo(model.size());
    for (String prefix : List.of("", "1", "25", "4", "x")) {
      List<Integer> expected = model.entrySet().stream().filter(e -> e.getKey().startsWith(prefix))
          .map(e -> e.getValue()).toList();
      assertThat(new ArrayList<>(map.valuesWithPrefix(prefix))).isEqualTo(expected);
      assertThat(map.valuesWithPrefix(prefix)).hasSize(expected.size());
    }
  }

  @Test
  void anOlderMapKeepsWhatItHeld() {
    OrderedMap<String> one = OrderedMap.<String>empty().with("a", "1");
    OrderedMap<String> two = one.with("a", "2").with("b", "3");
    assertThat(one.get("a")).contains("1");
    assertThat(one.size()).isEqualTo(1);
    assertThat(two.without("a").get("a")).isEmpty();
    assertThat(two.get("a")).contains("2");
    assertThat(two.without("x")).isSameAs(two);
  }

  @Test
  void keysInRisingOrderKeepTheTreeFlat() {
    OrderedMap<Integer> map = OrderedMap.empty();
    for (int i = 0; i < 100_000; i++) {
      map = map.with("%06d".formatted(i), i);
    }
    for (int i = 0; i < 100_000; i += 3) {
      map = map.without("%06d".formatted(i));
    }
    assertThat(map.depth()).isLessThan(40);
  }
}
