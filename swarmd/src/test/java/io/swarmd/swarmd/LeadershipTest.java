package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Store;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LeadershipTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final List<String> seen = new ArrayList<>();
  private final List<CompletableFuture<Object>> foundations = new ArrayList<>();
  private Consumer<Optional<Long>> leadershipChanged;
  private final Leadership leadership = new Leadership(environment, store(), this::foundation,
      List.of(part("first"), part("second")));

  @SuppressWarnings("unchecked")
  private Store store() {
    return (Store) Proxy.newProxyInstance(Store.class.getClassLoader(), new Class<?>[] {Store.class},
        (proxy, method, arguments) -> {
          leadershipChanged = (Consumer<Optional<Long>>) arguments[1];
          return null;
        });
  }

  private CompletableFuture<?> foundation() {
    CompletableFuture<Object> written = new CompletableFuture<>();
    foundations.add(written);
    return written;
  }

  private Leadership.Part part(String name) {
    return new Leadership.Part(name, term -> {
      seen.add("start " + name + " in " + term);
      return () -> seen.add("stop " + name);
    });
  }

  private void tell(Long term) {
    leadershipChanged.accept(Optional.ofNullable(term));
    environment.runDue();
  }

  private void written(int at) {
    foundations.get(at).complete(null);
    environment.runDue();
  }

  @Test
  void partsStartOnceTheFirstObjectsAreThereAndStopInTheOppositeOrder() {
    tell(3L);
    assertThat(seen).isEmpty();
    written(0);
    assertThat(seen).containsExactly("start first in 3", "start second in 3");
    tell(null);
    assertThat(seen).endsWith("stop second", "stop first");
  }

  @Test
  void anotherTermStopsWhatWasStartedForTheLast() {
    tell(3L);
    written(0);
    tell(5L);
    written(1);
    assertThat(seen).containsExactly("start first in 3", "start second in 3", "stop second", "stop first",
        "start first in 5", "start second in 5");
  }

  @Test
  void nothingStartsWhenLeadershipIsLostBeforeTheFirstObjectsAreWritten() {
    tell(3L);
    tell(null);
    written(0);
    assertThat(seen).isEmpty();
  }

  @Test
  void aFailedFirstWriteIsTriedAgain() {
    tell(3L);
    foundations.getFirst().completeExceptionally(new IllegalStateException("no quorum"));
    environment.runFor(Duration.ofSeconds(2));
    assertThat(foundations).hasSize(2);
    written(1);
    assertThat(seen).containsExactly("start first in 3", "start second in 3");
  }

  @Test
  void aStoppedLeadershipStartsNothingMore() {
    tell(3L);
    written(0);
    leadership.stop();
    environment.runDue();
    assertThat(seen).endsWith("stop second", "stop first");
    tell(4L);
    assertThat(foundations).hasSize(1);
  }
}
