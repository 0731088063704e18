package io.swarmd.scheduler.host;

import static io.swarmd.model.resource.GenericResources.count;
import static io.swarmd.model.resource.GenericResources.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.GenericResource;
import io.swarmd.api.Node;
import io.swarmd.api.Task;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HostsTest {

  private final Hosts hosts = new Hosts();

  private void describe(String id, GenericResource... generic) {
    Node.Builder node = Node.newBuilder().setId(id);
    node.getDescriptionBuilder().getResourcesBuilder().addAllGeneric(List.of(generic));
    hosts.describe(node.build());
  }

  private void hold(String taskId, String nodeId, GenericResource... assigned) {
    hosts.charge(nodeId, Charge.of(
        Task.newBuilder().setId(taskId).setServiceId("s").addAllAssignedGenericResources(List.of(assigned)).build(),
        false));
  }

  private List<GenericResource> left(String id) {
    return hosts.find(id).orElseThrow().available().generic();
  }

  private List<String> changedSince(long position, boolean worse) {
    return hosts.since(position).orElseThrow().stream().filter(change -> change.worse() == worse)
        .map(change -> change.host().id()).toList();
  }

  @Test
  @Tag("scheduling-52")
  void noMoreComesBackThanTheNodeDescribes() {
    describe("n", count("fpga", 4));
    hold("a", "n", count("fpga", 3));
    describe("n", count("fpga", 2));
    assertThat(left("n")).isEmpty();
    hosts.release("a");
    assertThat(left("n")).containsExactly(count("fpga", 2));
  }

  @Test
  void whatOthersHoldBeyondTheDescriptionIsNotGivenTwice() {
    describe("n", count("fpga", 4));
    hold("a", "n", count("fpga", 2));
    hold("b", "n", count("fpga", 2));
    describe("n", count("fpga", 2));
    hosts.release("a");
    assertThat(left("n")).as("the other has both").isEmpty();
  }

  @Test
  void namesNoLongerDescribedDoNotComeBack() {
    describe("n", named("gpu", "a"), named("gpu", "b"));
    hold("a", "n", named("gpu", "a"));
    describe("n", named("gpu", "b"));
    hosts.release("a");
    assertThat(left("n")).containsExactly(named("gpu", "b"));
  }

  @Test
  @Tag("scheduling-53")
  void aKindThatChangedItsTypeIsAsTheNodeDescribesIt() {
    describe("n", named("gpu", "a"), named("gpu", "b"));
    hold("a", "n", named("gpu", "b"));
    describe("n", count("gpu", 5));
    assertThat(left("n")).containsExactly(count("gpu", 5));
    hosts.release("a");
    assertThat(left("n")).containsExactly(count("gpu", 5));
  }

  @Test
  void eachHostIsToldOnceSinceAPosition() {
    describe("n1");
    describe("n2");
    long position = hosts.position();
    hold("a", "n2");
    hold("b", "n1");
    hold("c", "n1");
    assertThat(changedSince(position, true)).containsExactly("n2", "n1");
    long later = hosts.position();
    hosts.release("b");
    hold("d", "n1");
    assertThat(changedSince(later, true)).isEmpty();
    assertThat(changedSince(later, false)).containsExactly("n1");
    assertThat(changedSince(hosts.position(), false)).isEmpty();
  }

  @Test
  void aHostThatWentIsToldUntilTooManyHave() {
    long start = hosts.position();
    describe("gone");
    long position = hosts.position();
    hosts.remove("gone");
    assertThat(changedSince(position, false)).containsExactly("gone");
    for (int i = 0; i < 2000; i++) {
      describe("n" + i);
      hosts.remove("n" + i);
    }
    assertThat(hosts.since(start)).isEmpty();
    assertThat(hosts.since(hosts.position())).hasValue(List.of());
  }

  @Test
  void theHostsOfAServiceAreThoseWithTasksMeantToRun() {
    hold("a", "n1");
    hold("b", "n1");
    hold("c", "n2");
    hosts.release("a");
    assertThat(hosts.holding("s")).extracting(Host::id).containsExactlyInAnyOrder("n1", "n2");
    hosts.release("b");
    assertThat(hosts.holding("s")).extracting(Host::id).containsExactly("n2");
    assertThat(hosts.holding("other")).isEmpty();
  }
}
