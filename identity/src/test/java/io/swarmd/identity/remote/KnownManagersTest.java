package io.swarmd.identity.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.identity.IdentityException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownManagersTest {

  private static final KnownManager A = new KnownManager("a", "10.0.0.1:1");
  private static final KnownManager B = new KnownManager("b", "10.0.0.2:1");
  private static final KnownManager C = new KnownManager("c", "10.0.0.3:1");
  private final List<List<KnownManager>> changes = new ArrayList<>();

  private KnownManagers managers(KnownManager... known) {
    return new KnownManagers(new Random(1), List.of(known), changes::add);
  }

  private static Map<KnownManager, Long> draws(KnownManagers managers, int count) {
    return IntStream.range(0, count).mapToObj(draw -> managers.select(Set.of()))
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  @Test
  void weightsFollowTheSheet() {
    int weight = KnownManagers.weighed(0, 10);
    assertThat(weight).isEqualTo(5);
    assertThat(weight = KnownManagers.weighed(weight, 10)).isEqualTo(8);
    assertThat(weight = KnownManagers.weighed(weight, 10)).isEqualTo(9);
    assertThat(weight = KnownManagers.weighed(weight, 10)).isEqualTo(10);
    assertThat(KnownManagers.weighed(weight, -10)).isZero();
  }

  @Test
  void equalWeightsAreDrawnAlike() {
    assertThat(draws(managers(A, B, C), 3000).values()).allMatch(count -> count > 800 && count < 1200);
  }

  @Test
  @Tag("identity-82")
  void oneThatFailedIsHardlyEverDrawn() {
    KnownManagers managers = managers(A, B, C);
    managers.failed(B);
    assertThat(draws(managers, 10_000).getOrDefault(B, 0L)).isLessThan(10);
    managers.failed(A);
    managers.failed(C);
    assertThat(draws(managers, 300)).containsOnlyKeys(A, B, C);
  }

  @Test
  void someCanBeLeftOut() {
    KnownManagers managers = managers(A, B);
    assertThat(managers.select(Set.of("a"))).isEqualTo(B);
    assertThat(managers.select(Set.of("10.0.0.2:1"))).isEqualTo(A);
    assertThatThrownBy(() -> managers.select(Set.of("a", "b")))
        .isInstanceOf(IdentityException.class).hasMessage("no remote hosts provided");
  }

  @Test
  @Tag("identity-81")
  void whatIsNotNamedAnyMoreIsForgotten() {
    KnownManager typed = new KnownManager("", "10.0.0.1:1");
    KnownManagers managers = managers(typed);
    managers.learn(List.of(B, A, new KnownManager("c", "")));
    assertThat(managers.all()).containsExactly(A, B);
    managers.learn(List.of(A, B));
    assertThat(changes).containsExactly(List.of(A, B));
    managers.succeeded(typed);
    assertThat(managers.all()).containsExactly(A, B);
    managers.learn(List.of(A));
    assertThat(changes).hasSize(2).last().isEqualTo(List.of(A));
  }

  @Test
  void theFileIsTheOriginals(@TempDir Path directory) throws Exception {
    ManagerListFile file = new ManagerListFile(directory.resolve("state.json"));
    assertThat(file.read()).isEmpty();
    file.write(List.of(A, B));
    assertThat(Files.readString(file.path()))
        .isEqualTo("[{\"node_id\":\"a\",\"addr\":\"10.0.0.1:1\"},{\"node_id\":\"b\",\"addr\":\"10.0.0.2:1\"}]");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path()))).isEqualTo("rw-------");
    assertThat(file.read()).containsExactly(A, B);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "{}", "null", "[null]", "[{\"node_id\":\"a\"}]", "[{\"x\":1}]"})
  void aCorruptedFileIsNamed(String text, @TempDir Path directory) throws Exception {
    Path path = Files.writeString(directory.resolve("state.json"), text);
    assertThatThrownBy(() -> new ManagerListFile(path).read()).isInstanceOf(IdentityException.class)
        .hasMessageStartingWith("cannot read " + path + ": it is not a list of managers");
  }
}
