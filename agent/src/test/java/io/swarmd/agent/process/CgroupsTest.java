package io.swarmd.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written where, in each kind of tree. */
class CgroupsTest {

  private static final Resources LIMITS =
      Resources.newBuilder().setMemoryBytes(64 << 20).setNanoCpus(1_500_000_000L).build();

  @TempDir
  Path root;

  @Test
  void theUnifiedTreeHasOneGroupForATask() throws IOException {
    Files.createFile(root.resolve("cgroup.controllers"));
    Files.createFile(root.resolve("cgroup.subtree_control"));
    Cgroups cgroups = Cgroups.at(root);
    assertThat(cgroups.create("t1", LIMITS, 20)).containsExactly(root.resolve("swarmd/t1/cgroup.procs"));
    assertThat(cgroups.entrances("t1")).containsExactly(root.resolve("swarmd/t1/cgroup.procs"));
    assertThat(root.resolve("cgroup.subtree_control")).content().isEqualTo("+cpu +memory +pids");
    assertThat(root.resolve("swarmd/cgroup.subtree_control")).content().isEqualTo("+cpu +memory +pids");
    assertThat(root.resolve("swarmd/t1/memory.max")).content().isEqualTo("67108864");
    assertThat(root.resolve("swarmd/t1/cpu.max")).content().isEqualTo("150000 100000");
    assertThat(root.resolve("swarmd/t1/pids.max")).content().isEqualTo("20");
  }

  @Test
  void inTheOlderKindEachControllerHasItsOwn() throws IOException {
    Files.createDirectory(root.resolve("memory"));
    Files.createDirectory(root.resolve("cpu"));
    Cgroups cgroups = Cgroups.at(root);
    assertThat(cgroups.create("t1", LIMITS, 0)).containsExactly(
        root.resolve("memory/swarmd/t1/cgroup.procs"), root.resolve("cpu/swarmd/t1/cgroup.procs"));
    assertThat(root.resolve("memory/swarmd/t1/memory.limit_in_bytes")).content().isEqualTo("67108864");
    assertThat(root.resolve("cpu/swarmd/t1/cpu.cfs_period_us")).content().isEqualTo("100000");
    assertThat(root.resolve("cpu/swarmd/t1/cpu.cfs_quota_us")).content().isEqualTo("150000");
    assertThat(cgroups.entrances("t2")).isEmpty();
  }

  @Test
  void withoutEitherNothingIsLimited() {
    assertThat(Cgroups.at(root).areAvailable()).isFalse();
  }
}
