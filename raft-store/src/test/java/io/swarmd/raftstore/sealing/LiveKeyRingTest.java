package io.swarmd.raftstore.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Keys that come while a manager runs. */
class LiveKeyRingTest {

  private static final byte[] BOUND = {1};
  private static final KeyRing FIRST = KeyRing.create();
  private static final KeyRing NEXT = Rings.rotated(FIRST);

  private final InMemory storage = new InMemory();
  private volatile Optional<List<KeyRing>> others = Optional.of(List.of());
  private volatile int asked;
  private final LiveKeyRing keys = new LiveKeyRing(storage, () -> {
    asked++;
    return others;
  });

  private static final class InMemory implements RingStorage {

    private KeptKeys kept = new KeptKeys(FIRST, true, true);

    @Override
    public KeptKeys read() {
      return kept;
    }

    @Override
    public KeptKeys change(UnaryOperator<KeptKeys> change) {
      kept = change.apply(kept);
      return kept;
    }
  }

  private static byte[] sealedWith(KeyRing ring) {
    return new Sealer(ring).seal(new byte[] {42}, BOUND);
  }

  private CompletableFuture<byte[]> opening(KeyRing of) {
    return CompletableFuture.supplyAsync(() -> new Sealer(keys).open(sealedWith(of), BOUND));
  }

  @Test
  void aKeyThatIsMissingIsAskedForAndKept() throws Exception {
    List<Integer> inUse = new ArrayList<>();
    keys.onNewKey(() -> inUse.add(keys.ring().current().id()));
    CompletableFuture<byte[]> opened = opening(NEXT);
    await().until(() -> asked > 0);
    assertThat(opened).isNotDone();
    others = Optional.of(List.of(FIRST, NEXT));
    assertThat(opened.get()).containsExactly(42);
    assertThat(storage.kept).isEqualTo(new KeptKeys(NEXT, true, false));
    assertThat(inUse).containsExactly(NEXT.current().id());
  }

  @Test
  void aManagerThatIsAloneSaysWhichKeyIsMissing() {
    others = Optional.empty();
    assertThatThrownBy(() -> new Sealer(keys).open(sealedWith(NEXT), BOUND)).isInstanceOf(SealException.class)
        .hasMessage("sealed with data key " + NEXT.current().id() + ", which this manager's key ring does not hold");
  }

  @Test
  void theWaitEndsWithTheManager() {
    CompletableFuture<byte[]> opened = opening(NEXT);
    await().until(() -> asked > 0);
    keys.close();
    assertThatThrownBy(opened::get).hasCauseInstanceOf(SealException.class);
  }

  @Test
  void whatIsNewIsSealedWithTheKeyInUse() {
    Sealer sealer = new Sealer(keys);
    sealer.seal(BOUND, BOUND);
    keys.change(kept -> kept.merged(NEXT));
    byte[] sealed = sealer.seal(new byte[] {42}, BOUND);
    assertThat(new Sealer(Rings.withoutOlder(NEXT)).open(sealed, BOUND)).containsExactly(42);
    assertThat(sealer.isOlder(sealed, 0)).isFalse();
    assertThat(sealer.isOlder(sealedWith(FIRST), 0)).isTrue();
  }
}
