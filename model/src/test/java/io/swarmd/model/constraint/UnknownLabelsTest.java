package io.swarmd.model.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Node;
import io.swarmd.api.ServiceSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownLabelsTest {

  private static final List<Node> NODES =
      List.of(labelled("zone", "engine-label"), Node.newBuilder().setId("b").build());

  private static Node labelled(String label, String engineLabel) {
    Node.Builder node = Node.newBuilder().setId("a");
    node.getSpecBuilder().getAnnotationsBuilder().putLabels(label, "x");
    node.getDescriptionBuilder().getEngineBuilder().putLabels(engineLabel, "x");
    return node.build();
  }

  private static List<String> warnings(String wish, String... constraints) {
    ServiceSpec.Builder spec = ServiceSpec.newBuilder();
    spec.getAnnotationsBuilder().putLabels("swarmd.warn-of-unknown-labels", wish);
    spec.getTaskBuilder().getPlacementBuilder().addAllConstraints(List.of(constraints));
    return UnknownLabels.warnings(spec.build(), NODES);
  }

  @ParameterizedTest
  @CsvSource({
    "node.labels.zon == x, 'no node has the label of constraint ''node.labels.zon==x'': tasks wait until one has it'",
    "node.labels.Zone==x, 'no node has the label of constraint ''node.labels.Zone==x'': tasks wait until one has it'",
    "engine.labels.zone!=x, 'no node has the label of constraint ''engine.labels.zone!=x'': it keeps tasks off no node'"
  })
  void aLabelThatNoNodeHasIsNamed(String constraint, String warning) {
    assertThat(warnings("true", constraint)).containsExactly(warning);
  }

  @ParameterizedTest
  @ValueSource(strings = {"node.labels.zone==y", "engine.labels.engine-label==x", "NODE.LABELS.zone!=x", "node.id==z",
    "node.hostname==unknown", "not a constraint"})
  void otherConstraintsAreNot(String constraint) {
    assertThat(warnings("true", constraint)).isEmpty();
  }

  @Test
  void whoDoesNotAskIsNotTold() {
    assertThat(warnings("no", "node.labels.zon==x")).isEmpty();
    assertThat(warnings("TRUE", "node.labels.zon==x")).hasSize(1);
  }
}
