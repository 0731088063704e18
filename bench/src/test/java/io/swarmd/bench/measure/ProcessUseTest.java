package io.swarmd.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessUseTest {

  @Test
  void readsTimesAndMemoryWhateverTheProcessIsCalled() {
    String stat = "42 (a) (b c) S 1 42 42 0 -1 4194304 900 0 0 0 250 125 0 0 20 0 9 0 100 1000 10";
    ProcessUse use = ProcessUse.parse(stat, List.of("Name:\tx", "VmHWM:\t  2048 kB", "VmRSS:\t  1024 kB"));
    assertThat(use).isEqualTo(new ProcessUse(3.75, 1024, 2048));
  }

  @Test
  void theMachineLeavesOutIdleAndWaiting() {
    assertThat(ProcessUse.machineCpuSeconds("cpu  100 200 300 99999 88888 400 500 7777 0 0")).isEqualTo(15);
  }

  @Test
  void thisProcessHasUsedSomething() {
    ProcessUse use = ProcessUse.ofSelf();
    assertThat(use.cpuSeconds()).isPositive();
    assertThat(use.peakKib()).isGreaterThanOrEqualTo(use.residentKib() / 2).isPositive();
  }

  @Test
  void aProcessThatIsNotThereIsNamed() {
    assertThatIllegalArgumentException().isThrownBy(() -> ProcessUse.of(Long.MAX_VALUE))
        .withMessageContaining(Long.toString(Long.MAX_VALUE));
  }
}
