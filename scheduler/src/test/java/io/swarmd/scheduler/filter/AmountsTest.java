package io.swarmd.scheduler.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

  @ParameterizedTest
  @CsvSource({"0,0 bytes", "1023,1023 bytes", "1536,1.5 KiB", "966367641600,900.0 GiB", "-2097152,-2.0 MiB"})
  void bytesComeInTheLargestUnit(long bytes, String text) {
    assertThat(Amounts.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "500000000,0.5", "20000000000,20", "1,0.000000001", "-1500000000,-1.5"})
  void cpusComeWithoutZerosBehind(long nanoCpus, String text) {
    assertThat(Amounts.cpus(nanoCpus)).isEqualTo(text);
  }
}
