package io.swarmd.store.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.store.group.ManagerGroup.Member;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuorumTest {

  @ParameterizedTest
  @Tag("identity-67")
  @Tag("orchestration-91")
  @CsvSource({
    // members, of them unreachable (the last ones), removed, allowed
    "1, 0, 1, false",
    "2, 0, 2, true", "2, 0, 1, true", "2, 1, 2, true",
    "3, 0, 3, true", "3, 1, 3, true", "3, 1, 2, false", "3, 1, 1, false", "3, 2, 3, false",
    "5, 2, 5, true", "5, 2, 1, false", "5, 1, 1, true", "4, 1, 4, true", "4, 1, 1, true", "4, 2, 1, false"
  })
  void enoughOthersMustBeReachable(int size, int down, long removed, boolean allowed) {
    List<Member> members = IntStream.rangeClosed(1, size)
        .mapToObj(i -> new Member(i, "n" + i, "a" + i, i == 1, i <= size - down)).toList();
    assertThat(Quorum.survivesWithout(members, removed, 1)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void theOneWhoAsksCountsAsReachable(boolean saysSo) {
    List<Member> members = List.of(new Member(1, "n1", "a", true, saysSo), new Member(2, "n2", "b", false, true),
        new Member(3, "n3", "c", false, false));
    assertThat(Quorum.survivesWithout(members, 3, 1)).isTrue();
  }
}
