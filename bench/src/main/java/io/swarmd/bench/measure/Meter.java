package io.swarmd.bench.measure;

import java.util.List;

/**
 * Measures one step: wall time, the managers' processor time and memory, this process' own share, and what others on
 * the machine used meanwhile.
 */
public final class Meter {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double KIB_PER_MIB = 1024;

  private final List<Long> managers;
  private final long startNanos;
  private final double managersBefore;
  private final double selfBefore;
  private final double machineBefore;

  private Meter(List<Long> managers) {
    this.managers = managers;
    this.managersBefore = used(managers).cpuSeconds();
    this.selfBefore = ProcessUse.ofSelf().cpuSeconds();
    this.machineBefore = ProcessUse.machineCpuSeconds();
    this.startNanos = System.nanoTime();
  }

  /**
   * Starts to measure.
   *
   * @param managers their process ids; empty when they run elsewhere
   */
  public static Meter start(List<Long> managers) {
    return new Meter(List.copyOf(managers));
  }

  public long startNanos() {
    return startNanos;
  }

  public double seconds() {
    return (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
  }

  /** Adds what was used since the start to the measurement. */
  public Measurement into(Measurement measurement) {
    double seconds = seconds();
    ProcessUse now = used(managers);
    double managersUsed = now.cpuSeconds() - managersBefore;
    double selfUsed = ProcessUse.ofSelf().cpuSeconds() - selfBefore;
    double others = ProcessUse.machineCpuSeconds() - machineBefore - managersUsed - selfUsed;
    Measurement told = measurement;
    if (!managers.isEmpty()) {
      told = told.with("manager_cpu_s", managersUsed)
          .with("manager_rss_mib", now.residentKib() / KIB_PER_MIB)
          .with("manager_peak_rss_mib", now.peakKib() / KIB_PER_MIB);
    }
    return told.with("generator_cpu_s", selfUsed).with("other_cores", Math.max(0, others / seconds));
  }

  private static ProcessUse used(List<Long> pids) {
    return pids.stream().map(ProcessUse::of).reduce(ProcessUse.NONE, ProcessUse::plus);
  }
}
