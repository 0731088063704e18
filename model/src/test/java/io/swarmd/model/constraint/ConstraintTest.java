package io.swarmd.model.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintTest {

  private static Node node() {
    Node.Builder node = Node.newBuilder().setId("Node-1").setRole(NodeRole.MANAGER);
    node.getStatusBuilder().setAddr("186.17.9.41");
    node.getSpecBuilder().getAnnotationsBuilder().putLabels("Security", "High").putLabels("x", "f*o");
    node.getDescriptionBuilder().setHostname("alpha");
    node.getDescriptionBuilder().getPlatformBuilder().setOs("linux").setArchitecture("x86_64");
    node.getDescriptionBuilder().getEngineBuilder().putLabels("disk", "ssd");
    return node.build();
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', quoteCharacter = '"', value = {
      "node==;value '' is invalid",
      "==x;key '' is invalid",
      "1node==a;key '1node' is invalid",
      "n==a;key 'n' is invalid",
      "no de==x;key 'no de' is invalid",
      "a b==c;key 'a b' is invalid",
      "node ~ x;constraint expected one operator from ==, !=",
      "\"\";constraint expected one operator from ==, !=",
      "node==a,b;value 'a,b' is invalid",
      "node!=a==b;key 'node!=a' is invalid"})
  @Tag("scheduling-41")
  @Tag("control-16")
  void whatCannotBeReadIsRefused(String expression, String text) {
    assertThatThrownBy(() -> Constraint.parse(expression)).isInstanceOf(InvalidConstraintException.class)
        .hasMessage(text);
  }

  @Test
  @Tag("scheduling-42")
  void blanksAroundKeyAndValueDoNotCount() {
    assertThat(Constraint.parse(" node == node 1 ")).isEqualTo(new Constraint("node", true, "node 1"));
    assertThat(Constraint.parse("node.labels.x!=a|b")).isEqualTo(new Constraint("node.labels.x", false, "a|b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"node.id==node-1", "NODE.ID==Node-1", "node.id!=node-2", "node.hostname==ALPHA",
      "node.role==manager", "node.role!=worker", "node.platform.os==Linux", "node.platform.arch==x86_64",
      "node.labels.Security==high", "Node.Labels.Security==high", "engine.labels.disk==SSD", "engine.labels.disk!=hdd",
      "node.labels.none!=a",
      "engine.labels.none!=a", "node.ip==186.17.9.4/24", "node.ip!=186.17.8.0/24", "node.ip==186.17.9.41"})
  void theseMatch(String expression) {
    assertThat(Constraint.parse(expression).matches(node())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"node.id!=node-1", "node.hostname==beta", "node.role==worker", "node.labels.none==a",
      "engine.labels.DISK==ssd", "node.ip!=186.17.9.4/24", "node.ip==186.17.9.42", "node.labels==a", "node.labels!=a"})
  void theseDoNot(String expression) {
    assertThat(Constraint.parse(expression).matches(node())).isFalse();
  }

  @Test
  @Tag("scheduling-31")
  void architecturesAreNotFolded() {
    assertThat(Constraint.parse("node.platform.arch==amd64").matches(node())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"f*o,true", "F*O,true", "foo,false", "fo,false"})
  @Tag("scheduling-43")
  void aStarIsAStar(String label, boolean matches) {
    Node.Builder node = Node.newBuilder();
    node.getSpecBuilder().getAnnotationsBuilder().putLabels("x", label);
    assertThat(Constraint.parse("node.labels.x==f*o").matches(node.build())).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"node.unknown==x", "node.unknown!=x", "node.labels.!=x", "engine.labels.!=x", "label!=x"})
  @Tag("scheduling-44")
  void anUnknownKeyMatchesNoNode(String expression) {
    assertThat(Constraint.parse(expression).matches(node())).isFalse();
  }

  @Test
  @Tag("scheduling-45")
  void aMissingHostNameDiffersFromAnyValue() {
    assertThat(Constraint.parse("node.hostname!=a").matches(Node.getDefaultInstance())).isTrue();
    assertThat(Constraint.parse("node.hostname==a").matches(Node.getDefaultInstance())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"186.17.9.4/34", "266.1.1.1", "abc"})
  @Tag("scheduling-46")
  void whatIsNoAddressMatchesNoNode(String value) {
    assertThat(Constraint.parse("node.ip==186.17.9.4/24").matches(node())).isTrue();
    assertThat(Constraint.parse("node.ip==" + value).matches(node())).isFalse();
    assertThat(Constraint.parse("node.ip!=" + value).matches(node())).isFalse();
  }

  @Test
  @Tag("scheduling-47")
  void aNodeWithoutAddressEqualsNone() {
    assertThat(Constraint.parse("node.ip==0.0.0.0").matches(Node.getDefaultInstance())).isFalse();
    assertThat(Constraint.parse("node.ip!=0.0.0.0").matches(Node.getDefaultInstance())).isTrue();
    assertThat(Constraint.parse("node.ip!=0.0.0.0/0").matches(Node.getDefaultInstance())).isTrue();
  }

  @Test
  @Tag("scheduling-48")
  void spellingsOfAnAddressAreEqual() {
    Node.Builder node = Node.newBuilder();
    node.getStatusBuilder().setAddr("2001:db8::2");
    assertThat(Constraint.parse("node.ip==2001:db8:0::2").matches(node.build())).isTrue();
  }

  @Test
  @Tag("scheduling-49")
  void labelsOfAnotherCaseAreMissing() {
    assertThat(Constraint.parse("node.labels.security==high").matches(node())).isFalse();
    assertThat(Constraint.parse("node.labels.security!=high").matches(node())).isTrue();
  }

  @Test
  void aListAsksForAll() {
    List<String> expressions = List.of("node.role==manager", "node.hostname==beta");
    assertThat(Constraint.allMatch(Constraint.parseAll(expressions), node())).isFalse();
    assertThat(Constraint.allMatch(Constraint.parseAll(expressions.subList(0, 1)), node())).isTrue();
    assertThat(Constraint.parseOrNone(List.of("node.role==manager", "nonsense"))).isEmpty();
  }
}
