package io.swarmd.model.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.api.Node;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;

/** Whatever a user types is read, or refused with a text that names what is wrong. */
class ConstraintPropertyTest {

  /** Texts made of what constraints are made of, right and wrong. */
  @Provide
  Arbitrary<String> nearlyConstraints() {
    return Arbitraries.of("node.labels.", "engine.labels.", "node.ip", "node", "x", "==", "!=", "=", "!", " ", "\t", "é",
            "1", "10.0.0.0/8", "::1", ",", "a-b", "_", ".", "*", "|", "\n", "\u00a0")
        .list().ofMaxSize(8).map(parts -> String.join("", parts));
  }

  @Property
  void anyTextIsReadOrRefused(@ForAll @StringLength(max = 40) String text) {
    readOrRefused(text);
  }

  @Property(tries = 2000)
  void textsLikeConstraintsAreReadOrRefused(@ForAll("nearlyConstraints") String text) {
    readOrRefused(text);
  }

  private static void readOrRefused(String text) {
    Optional<Constraint> read = Optional.empty();
    try {
      read = Optional.of(Constraint.parse(text));
    } catch (InvalidConstraintException refused) {
      assertThat(refused.getMessage())
          .matches("(?s)key '.*' is invalid|value '.*' is invalid|constraint expected one operator from ==, !=");
    }
    read.ifPresent(constraint -> {
      assertThat(constraint.key()).isNotEmpty();
      assertThat(constraint.value()).isNotEmpty();
      assertThat(Constraint.parse(constraint.toString())).as("written and read again").isEqualTo(constraint);
      // Asking a node that tells nothing of itself must not fail.
      constraint.matches(Node.getDefaultInstance());
    });
  }

  /** A label's name, an operator and a value that are all right. */
  private record Wish(String label, boolean equal, String value) {}

  @Provide
  Arbitrary<Wish> wishes() {
    return Combinators.combine(
        Arbitraries.strings().withCharRange('a', 'z').withChars("0123456789._-").ofMinLength(1).ofMaxLength(8),
        Arbitraries.of(true, false),
        Arbitraries.strings().withCharRange('A', 'Z').withChars("0123456789:-_.*()?+[]\\^$|/").ofMinLength(1)
            .ofMaxLength(8)).as(Wish::new);
  }

  @Property
  void aLabelIsComparedWholeWithoutRegardToCase(@ForAll("wishes") Wish wish, @ForAll("wishes") Wish other) {
    Constraint constraint =
        Constraint.parse(" node.labels." + wish.label + (wish.equal ? " == " : " != ") + wish.value + " ");
    Node.Builder node = Node.newBuilder();
    assertThat(constraint.matches(node.build())).as("without the label").isEqualTo(!wish.equal);
    node.getSpecBuilder().getAnnotationsBuilder().putLabels(wish.label, wish.value.toLowerCase(Locale.ROOT));
    assertThat(constraint.matches(node.build())).as("with the very value").isEqualTo(wish.equal);
    node.getSpecBuilder().getAnnotationsBuilder().putLabels(wish.label, other.value);
    assertThat(constraint.matches(node.build()))
        .isEqualTo(other.value.equalsIgnoreCase(wish.value) == wish.equal);
  }

  @Property
  void oneWrongExpressionMakesTheListUnreadable(@ForAll("wishes") Wish wish) {
    String right = "node.labels." + wish.label + "==" + wish.value;
    assertThat(Constraint.parseAll(List.of(right))).hasSize(1);
    assertThatThrownBy(() -> Constraint.parseAll(List.of(right, "wrong")))
        .isInstanceOf(InvalidConstraintException.class);
    assertThat(Constraint.parseOrNone(List.of(right, "wrong"))).isEmpty();
  }
}
