package io.swarmd.faults.check;

import static io.swarmd.faults.check.Drawing.created;
import static io.swarmd.faults.check.Drawing.removed;
import static io.swarmd.faults.check.Drawing.seen;
import static io.swarmd.faults.check.Drawing.updated;
import static io.swarmd.faults.check.Violation.Kind.APPLIED_TWICE;
import static io.swarmd.faults.check.Violation.Kind.LOST;
import static io.swarmd.faults.check.Violation.Kind.MANAGERS_DIFFER;
import static io.swarmd.faults.check.Violation.Kind.NEVER_WRITTEN;
import static io.swarmd.faults.check.Violation.Kind.RESURRECTED;
import static io.swarmd.faults.check.Violation.Kind.STALE_READ;
import static io.swarmd.faults.check.Violation.Kind.TORN_LIST;
import static io.swarmd.faults.check.Violation.Kind.VERSION_TWICE;
import static io.swarmd.faults.check.Violation.Kind.WATCH_DISORDER;
import static io.swarmd.faults.check.Violation.Kind.WATCH_INCOMPLETE;
import static io.swarmd.faults.check.Violation.Kind.WRITTEN_OVER;
import static io.swarmd.faults.check.Violation.Kind.WRONG_REFUSAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.faults.history.Answer;
import io.swarmd.faults.history.Request;
import io.swarmd.faults.history.Seen;
import io.swarmd.faults.history.Told;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The checker finds every kind of broken promise, and nothing in histories that keep them all. In what is drawn here,
 * object x is created at version 2 with the value a, and changed to b at version 3; see {@link Drawing} for the times.
 */
class HistoryCheckerTest {

  private static final Seen A = seen("x", 2, "a");
  private static final Seen B = seen("x", 3, "b");
  private static final Answer.Refused CUT_OFF = new Answer.Refused("UNAVAILABLE", "io exception");
  private static final String OUT_OF_SEQUENCE = "update out of sequence";

  private record Row(String name, Drawing drawing, Violation.Kind... expected) {

    @Override
    public String toString() {
      return name;
    }
  }

  private static Row row(String name, Drawing drawing, Violation.Kind... expected) {
    return new Row(name, drawing, expected);
  }

  /** Created and changed, both acknowledged and told to one watcher, as is more. */
  private static Drawing plain(Told... more) {
    Told[] told = Stream.concat(Stream.of(created("x", 2, "a"), updated("x", 3, "b")), Stream.of(more))
        .toArray(Told[]::new);
    return new Drawing().watches(0, told).creates(15, 21, A).updates(25, 31, 2, B);
  }

  private static Drawing alone() {
    return new Drawing();
  }

  static final List<Row> GOOD = List.of(
      row("nothing happened", alone()),
      row("all in order", plain().reads(32, 33, B).lists(32, 33, B).holds("m1", 3, "e", "o", B)
          .holds("m2", 3, "e", "o", B)),
      row("a read beside a write may show either", plain().reads(26, 40, A).reads(26, 40, B).lists(26, 40, A)),
      row("a failed write that was done", plain(created("y", 5, "c"))
          .refused(40, 90, new Request.Create("c"), "DEADLINE_EXCEEDED", "late").watches(3, created("y", 5, "c"))),
      row("a failed write that was not done",
          plain().refused(40, 90, new Request.Create("c"), "UNAVAILABLE", "io exception")),
      row("a removal", removal().refused(60, 61, new Request.Read("x"), "NOT_FOUND", "service x not found")
          .lists(60, 61).holds("m1", 5, "e", "o")),
      row("out of sequence", plain().refused(40, 41, new Request.Update("x", 2, "c"), "UNKNOWN", OUT_OF_SEQUENCE)),
      row("the system's own change of an object", plain(updated("x", 4, "b")).reads(50, 51, seen("x", 4, "b"))),
      row("a watch that is resumed", plain().watchesUntilCutOff(0, CUT_OFF, created("x", 2, "a"))
          .watches(2, updated("x", 3, "b"))),
      row("what nobody watched is taken from the answers", alone().creates(15, 21, A).updates(25, 31, 2, B)
          .watches(8).reads(40, 41, B)),
      row("a removal that nobody watched", alone().creates(15, 21, A).removes(30, 31, "x").watches(8)
          .refused(40, 41, new Request.Read("x"), "NOT_FOUND", "service x not found").holds("m1", 9, "e", "o")));

  private static Drawing removal() {
    return new Drawing().watches(0, created("x", 2, "a"), removed("x", 5, A)).creates(15, 21, A).removes(40, 51, "x");
  }

  static final List<Row> BAD = List.of(
      row("an acknowledged write nobody saw", alone().watches(0, created("x", 2, "a"), created("z", 9, "z"))
          .creates(15, 21, A).creates(15, 91, seen("z", 9, "z")).updates(25, 31, 2, B), LOST),
      row("a removal that did not last", alone().watches(0, created("x", 2, "a")).creates(15, 21, A)
          .removes(30, 31, "x"), LOST),
      row("an object that is not found", plain().refused(40, 41, new Request.Read("x"), "NOT_FOUND",
          "service x not found").refused(42, 43, new Request.Remove("x"), "UNAVAILABLE", "io exception"), LOST),
      row("an object that is gone without a request", plain().refused(40, 41, new Request.Read("x"), "NOT_FOUND",
          "service x not found"), LOST, WRONG_REFUSAL),
      row("two watchers told differently", plain().watches(2, updated("x", 3, "c"))
          .refused(20, 25, new Request.Update("x", 2, "c"), "UNAVAILABLE", "io exception"), VERSION_TWICE),
      row("an answer other than what was committed", plain().updates(25, 31, 2, seen("x", 3, "c")), VERSION_TWICE),
      row("a read other than what was committed", plain().reads(40, 41, seen("x", 3, "c")), VERSION_TWICE),
      row("created twice", alone().watches(0, created("x", 2, "a"), created("y", 4, "a")).creates(15, 21, A),
          APPLIED_TWICE),
      row("updated twice", plain(updated("x", 4, "c"), updated("x", 5, "b"))
          .updates(32, 41, 3, seen("x", 4, "c")), APPLIED_TWICE, WRITTEN_OVER),
      row("removed for two", removal().removes(52, 53, "x"), APPLIED_TWICE),
      row("a value nobody wrote", plain(updated("x", 4, "c")), NEVER_WRITTEN),
      row("a value before it was written", alone().watches(0, created("x", 2, "a")).creates(25, 31, A), NEVER_WRITTEN),
      row("a value of another object", plain(updated("x", 4, "c"))
          .refused(15, 90, new Request.Update("y", 2, "c"), "UNAVAILABLE", "io exception"), NEVER_WRITTEN),
      row("a removal nobody asked for", alone().watches(0, created("x", 2, "a"), removed("x", 3, A)).creates(15, 21, A),
          NEVER_WRITTEN),
      row("a read of what was never committed", plain().reads(40, 41, seen("y", 1, "y")), NEVER_WRITTEN),
      row("an update of another version", alone().watches(0, created("x", 2, "a"), updated("x", 3, "b"),
          updated("x", 4, "c")).creates(15, 21, A).updates(25, 31, 2, B).updates(25, 41, 2, seen("x", 4, "c")),
          WRITTEN_OVER),
      row("a change after the removal", alone()
          .watches(0, created("x", 2, "a"), removed("x", 3, A), updated("x", 4, "a")).creates(15, 21, A)
          .refused(22, 23, new Request.Remove("x"), "UNAVAILABLE", "io exception"), RESURRECTED),
      row("a read of before an acknowledged write", plain().reads(32, 33, A), STALE_READ),
      row("a read of before what another was shown",
          plain().reads(26, 28, B).reads(29, 40, A), STALE_READ),
      row("a read of before what a watcher was told", plain().reads(31, 40, A), STALE_READ),
      row("a list of before an acknowledged write", plain().lists(32, 33, A), STALE_READ, TORN_LIST),
      row("a list that lacks an object", plain().lists(32, 33), TORN_LIST),
      row("a list with what was never there together", plain(created("y", 4, "c"), updated("x", 5, "d"))
          .updates(32, 51, 3, seen("x", 5, "d")).creates(15, 90, seen("y", 4, "c"))
          .lists(26, 100, B, seen("y", 4, "c")).lists(20, 100, A, seen("y", 4, "c")), TORN_LIST),
      row("a list with a removed object", removal().lists(60, 61, A), STALE_READ, TORN_LIST),
      row("changes in another order", alone().watches(0, updated("x", 3, "b"), created("x", 2, "a")).creates(15, 21, A)
          .updates(19, 31, 2, B), WATCH_DISORDER),
      row("a change told twice", plain().watches(0, created("x", 2, "a"), created("x", 2, "a"), updated("x", 3, "b")),
          WATCH_DISORDER),
      row("a watch resumed too early", plain().watches(2, created("x", 2, "a"), updated("x", 3, "b")), WATCH_DISORDER),
      row("an object under another version", alone().watches(0, created("x", 2, "a"),
          new Told(40, 4, updated("x", 3, "b").changes())).creates(15, 21, A)
          .refused(25, 31, new Request.Update("x", 2, "b"), "UNAVAILABLE", "io exception"), WATCH_DISORDER),
      row("a change left out", plain().watches(0, updated("x", 3, "b")), WATCH_INCOMPLETE),
      row("a change left out before the stream broke",
          plain().watchesUntilCutOff(0, CUT_OFF, updated("x", 3, "b")), WATCH_INCOMPLETE),
      row("a watcher that hears no more", plain().watches(0, created("x", 2, "a")), WATCH_INCOMPLETE),
      row("a code of our own fault", plain().refused(40, 41, new Request.Read("x"), "INTERNAL", "null"), WRONG_REFUSAL),
      row("a text nobody knows", plain().refused(40, 41, new Request.Read("x"), "UNKNOWN", "unexpected failure: oops"),
          WRONG_REFUSAL),
      row("out of sequence without a rival", alone().watches(0, created("x", 2, "a")).creates(15, 21, A)
          .refused(25, 31, new Request.Update("x", 2, "b"), "UNKNOWN", OUT_OF_SEQUENCE), WRONG_REFUSAL),
      row("a read out of sequence", plain().refused(40, 41, new Request.Read("x"), "UNKNOWN", OUT_OF_SEQUENCE),
          WRONG_REFUSAL),
      row("a watch refused for no reason", plain().watchesUntilCutOff(3, new Answer.Refused("INTERNAL", "null")),
          WRONG_REFUSAL),
      row("managers at different versions", plain().holds("m1", 3, "e", "o", B).holds("m2", 4, "e", "o", B),
          MANAGERS_DIFFER),
      row("managers that went different ways", plain().holds("m1", 3, "e", "o", B).holds("m2", 3, "f", "o", B),
          MANAGERS_DIFFER),
      row("managers that hold different objects", plain().holds("m1", 3, "e", "o", B).holds("m2", 3, "e", "p", B),
          MANAGERS_DIFFER),
      row("managers that all lack an object", plain().holds("m1", 3, "e", "o"), MANAGERS_DIFFER),
      row("managers that all hold an older state", plain().holds("m1", 3, "e", "o", A), MANAGERS_DIFFER),
      row("managers that hold what was removed", removal().holds("m1", 5, "e", "o", A), MANAGERS_DIFFER));

  @ParameterizedTest
  @FieldSource("GOOD")
  void nothingIsFoundWherePromisesAreKept(Row row) {
    assertThat(HistoryChecker.check(row.drawing().done())).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("BAD")
  void brokenPromisesAreFoundAndNamed(Row row) {
    assertThat(HistoryChecker.check(row.drawing().done())).extracting(Violation::kind).contains(row.expected())
        .isSubsetOf(row.expected());
  }

  @Test
  void everyKindIsFoundAloneSomewhere() {
    assertThat(BAD.stream().filter(row -> row.expected().length == 1).flatMap(row -> Stream.of(row.expected())))
        .containsAll(Arrays.asList(Violation.Kind.values()));
  }
}
