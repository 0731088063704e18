package io.swarmd.membership.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.store.group.ManagerGroup.Member;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleStepTest {

  @ParameterizedTest
  @CsvSource({
    // stored role, desired role, a member, step
    "WORKER, WORKER, false, Done", "MANAGER, MANAGER, true, Done", "MANAGER, MANAGER, false, Done",
    "WORKER, MANAGER, false, SetRole", "WORKER, MANAGER, true, SetRole",
    "MANAGER, WORKER, true, Remove", "MANAGER, WORKER, false, SetRole",
    ", , true, Remove", ", , false, Done"
  })
  void eachCaseHasOneStep(NodeRole role, NodeRole desired, boolean isMember, String step) {
    Optional<Node> node = Optional.ofNullable(role).map(stored -> Node.newBuilder().setId("n").setRole(stored)
        .setSpec(NodeSpec.newBuilder().setDesiredRole(desired)).build());
    Optional<Member> member =
        isMember ? Optional.of(new Member(7, "n", "10.0.0.7:1", false, true)) : Optional.empty();

    RoleStep next = RoleStep.next(node, member);

    assertThat(next.getClass().getSimpleName()).isEqualTo(step);
    if (next instanceof RoleStep.SetRole(Node changed)) {
      assertThat(changed).isEqualTo(node.get().toBuilder().setRole(desired).build());
    }
  }
}
