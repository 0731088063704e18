package io.swarmd.allocator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.model.address.IpAddress;
import io.swarmd.model.address.Subnet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PoolPropertyTest {

  /** Each step takes the next, takes a certain one, or gives one back, beside a plain set. */
  @Property(tries = 300)
  void numbersAreGivenOnceAndAllThatAreFree(
      @ForAll @Size(max = 200) List<@IntRange(min = -40, max = 60) Integer> steps) {
    NumberPool pool = new NumberPool(40, 10, 29);
    Set<Integer> taken = new HashSet<>();
    for (int step : steps) {
      if (step < 0) {
        pool.release(-step);
        taken.remove(-step);
      } else if (step <= 40) {
        assertThat(pool.take(step)).isEqualTo(taken.add(step));
      } else {
        OptionalInt next = pool.takeNext();
        boolean full = taken.stream().filter(n -> n >= 10 && n <= 29).count() == 20;
        assertThat(next.isEmpty()).isEqualTo(full);
        next.ifPresent(number -> {
          assertThat(number).isBetween(10, 29);
          assertThat(taken.add(number)).isTrue();
        });
      }
      assertThat(pool.taken()).isEqualTo(taken.size());
    }
    taken.forEach(pool::release);
    assertThat(pool.taken()).isZero();
    assertThat(pool.free()).isEqualTo(20);
  }

  @Property(tries = 200)
  void subnetsNeverOverlap(@ForAll @Size(max = 60) List<@IntRange(min = 0, max = 255) Integer> steps) {
    SubnetPool pool = new SubnetPool(List.of(Subnet.parse("10.0.0.0/20").orElseThrow()), 24, List.of());
    Set<Subnet> taken = new HashSet<>();
    for (int step : steps) {
      Optional<Subnet> got = switch (step % 4) {
        case 0 -> pool.takeNext();
        case 1 -> pool.takeNext(22 + step / 64);
        case 2 -> Subnet.parse("10.0." + step / 16 + ".0/" + (21 + step % 5)).filter(pool::take);
        default -> Optional.empty();
      };
      if (got.isPresent()) {
        assertThat(taken).noneMatch(got.get()::overlaps);
        taken.add(got.get());
      } else if (step % 4 == 0) {
        assertThat(freeBlocks(taken)).as("nothing free is refused").isZero();
      } else if (step % 4 == 3 && !taken.isEmpty()) {
        Subnet one = taken.iterator().next();
        pool.release(one);
        taken.remove(one);
      }
    }
    assertThat(pool.taken()).isEqualTo(taken.size());
  }

  private static long freeBlocks(Set<Subnet> taken) {
    return java.util.stream.IntStream.range(0, 16).mapToObj(i -> Subnet.parse("10.0." + i + ".0/24").orElseThrow())
        .filter(block -> taken.stream().noneMatch(block::overlaps)).count();
  }

  @Test
  void theFirstAndTheLastAddressAreKeptBack() {
    AddressPool pool = pool("10.0.0.0/29", Optional.empty());
    for (int i = 1; i <= 6; i++) {
      assertThat(pool.takeNext()).contains(address("10.0.0." + i));
    }
    assertThat(pool.takeNext()).isEmpty();
    assertThat(pool.take(address("10.0.0.0"))).isFalse();
    assertThat(pool.take(address("10.0.0.7"))).isFalse();
  }

  @Test
  void smallSubnetsKeepNothingBack() {
    assertThat(pool("10.0.0.4/32", Optional.empty()).takeNext()).contains(address("10.0.0.4"));
    AddressPool two = pool("10.0.0.4/31", Optional.empty());
    two.takeNext();
    assertThat(two.takeNext()).contains(address("10.0.0.5"));
  }

  @Test
  void anAddressGivenBackIsNotTheNextOne() {
    AddressPool pool = pool("10.0.0.0/24", Optional.empty());
    pool.release(pool.takeNext().orElseThrow());
    assertThat(pool.takeNext()).contains(address("10.0.0.2"));
    pool.take(address("10.0.0.3"));
    assertThat(pool.takeNext()).contains(address("10.0.0.4"));
  }

  @Test
  void automaticAddressesComeFromTheRange() {
    AddressPool pool = pool("10.0.0.0/24", Subnet.parse("10.0.0.128/30"));
    assertThat(pool.takeNext()).contains(address("10.0.0.128"));
    assertThat(pool.take(address("10.0.0.9"))).isTrue();
    assertThat(pool.take(address("10.0.1.9"))).isFalse();
    pool.takeNext();
    pool.takeNext();
    pool.takeNext();
    assertThat(pool.takeNext()).isEmpty();
  }

  @Test
  void poolsAreTriedInOrderAndUsedUp() {
    SubnetPool pool = new SubnetPool(List.of(Subnet.parse("10.2.0.0/24").orElseThrow(),
        Subnet.parse("10.1.0.0/25").orElseThrow(), Subnet.parse("10.2.0.128/25").orElseThrow()), 25, List.of());
    assertThat(pool.takeNext()).hasToString("Optional[10.1.0.0/25]");
    assertThat(pool.takeNext()).hasToString("Optional[10.2.0.0/25]");
    assertThat(pool.takeNext()).hasToString("Optional[10.2.0.128/25]");
    assertThat(pool.takeNext()).isEmpty();
  }

  @Test
  void excludedBlocksAreGivenOnlyWhenAskedFor() {
    SubnetPool pool = new SubnetPool(List.of(Subnet.parse("10.0.0.0/8").orElseThrow()), 24,
        List.of(Subnet.parse("10.0.0.0/22").orElseThrow(), Subnet.parse("10.0.4.128/25").orElseThrow()));
    assertThat(pool.takeNext()).hasToString("Optional[10.0.5.0/24]");
    assertThat(pool.take(Subnet.parse("10.0.1.0/24").orElseThrow())).isTrue();
    assertThat(pool.takeNext()).hasToString("Optional[10.0.6.0/24]");
  }

  @Test
  void onlyFitNumbersAreChosenAndTheSearchGoesRoundOnce() {
    NumberPool pool = new NumberPool(40, 10, 13);
    assertThat(pool.takeNext(number -> number == 12)).hasValue(12);
    assertThat(pool.takeNext(number -> number < 12)).hasValue(10);
    assertThat(pool.takeNext(number -> number == 12)).isEmpty();
    assertThat(pool.takeNext()).hasValue(11);
    assertThat(pool.takeNext()).hasValue(13);
    assertThat(pool.takeNext()).isEmpty();
  }

  private static AddressPool pool(String subnet, Optional<Subnet> range) {
    return new AddressPool(Subnet.parse(subnet).orElseThrow(), range);
  }

  private static IpAddress address(String text) {
    return IpAddress.parse(text).orElseThrow();
  }
}
