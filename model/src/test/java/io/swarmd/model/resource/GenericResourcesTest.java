package io.swarmd.model.resource;

import static io.swarmd.model.resource.GenericResources.count;
import static io.swarmd.model.resource.GenericResources.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.api.GenericResource;
import io.swarmd.api.Node;
import io.swarmd.api.Resources;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenericResourcesTest {

  private static final List<GenericResource> GPUS = List.of(named("gpu", "a"), named("gpu", "b"), named("gpu", "c"));

  @ParameterizedTest
  @ValueSource(strings = {"apple=3,apple=4", "apple=-3", "apple=3\npear=4", "apple", "apple=a=b", "apple=a,apple=4",
      "apple=3,"})
  @Tag("scheduling-50")
  void whatCannotBeReadIsRefused(String text) {
    assertThatThrownBy(() -> GenericResourceText.parse(text)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("could not parse GenericResource: ");
  }

  @Test
  void countsAndNamesAreRead() {
    assertThat(GenericResourceText.parse("fpga = 2,gpu=a, gpu=b"))
        .containsExactly(count("fpga", 2), named("gpu", "a"), named("gpu", "b"));
    assertThat(GenericResourceText.parse("")).isEmpty();
  }

  @Test
  @Tag("scheduling-51")
  void aCountOfNamesTakesTheFirst() {
    List<GenericResource> claimed = GenericResources.claim(GPUS, List.of(count("gpu", 2)));
    assertThat(claimed).containsExactly(named("gpu", "a"), named("gpu", "b"));
    assertThat(GenericResources.consume(GPUS, claimed)).containsExactly(named("gpu", "c"));
  }

  @Test
  void enoughComparesCountsOrTheNumberOfNames() {
    assertThat(GenericResources.enough(GPUS, List.of(count("gpu", 3)))).isTrue();
    assertThat(GenericResources.enough(GPUS, List.of(count("gpu", 4)))).isFalse();
    assertThat(GenericResources.enough(List.of(count("fpga", 2)), List.of(count("fpga", 2)))).isTrue();
    assertThat(GenericResources.enough(List.of(count("fpga", 2)), List.of(count("fpga", 3)))).isFalse();
    assertThat(GenericResources.enough(GPUS, List.of(count("fpga", 0)))).isFalse();
    assertThat(GenericResources.enough(GPUS, List.of(named("gpu", "a")))).isFalse();
  }

  @Test
  void aCountUsedUpGoes() {
    List<GenericResource> all = List.of(count("fpga", 2));
    assertThat(GenericResources.consume(all, all)).isEmpty();
  }

  @Test
  void aKindAskedForTwiceIsTakenTwice() {
    List<GenericResource> twice = List.of(count("gpu", 2), count("gpu", 1));
    assertThat(GenericResources.claim(GPUS, twice)).containsExactlyElementsOf(GPUS);
    assertThat(GenericResources.enough(GPUS, twice)).isTrue();
    assertThat(GenericResources.enough(GPUS, List.of(count("gpu", 2), count("gpu", 2)))).isFalse();
    assertThat(GenericResources.enough(List.of(count("gpu", 2)), twice)).isFalse();
  }

  @Test
  void whatANodeHasLeft() {
    Node.Builder node = Node.newBuilder();
    node.getDescriptionBuilder().getResourcesBuilder().setNanoCpus(4).setMemoryBytes(100).addAllGeneric(GPUS);
    Available all = Available.of(node.build());
    Resources asked = Resources.newBuilder().setNanoCpus(3).setMemoryBytes(60).addGeneric(count("gpu", 2)).build();
    assertThat(all.covers(asked)).isTrue();
    Available left = all.minus(asked, GPUS.subList(0, 2));
    assertThat(left).isEqualTo(new Available(1, 40, GPUS.subList(2, 3)));
    assertThat(left.covers(asked)).isFalse();
    assertThat(left.plus(asked)).isEqualTo(new Available(4, 100, GPUS.subList(2, 3)));
    assertThat(Available.of(Node.getDefaultInstance()).covers(asked)).isFalse();
    assertThat(Available.of(Node.getDefaultInstance()).covers(Resources.getDefaultInstance())).isTrue();
  }
}
