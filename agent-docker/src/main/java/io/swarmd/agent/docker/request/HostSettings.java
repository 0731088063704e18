package io.swarmd.agent.docker.request;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.DockerObjectAccessor;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Isolation;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Ulimit;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Driver;
import io.swarmd.api.ResourceRequirements;
import io.swarmd.api.Resources;
import io.swarmd.api.Task;
import java.util.ArrayList;
import java.util.List;

/** What the machine gives a container: limits, rights, names and logs (dispatch sheet, 5.2). */
final class HostSettings {

  private HostSettings() {}

  /** @throws IllegalArgumentException naming what the Engine does not know */
  static HostConfig of(Task task) {
    ContainerSpec spec = task.getSpec().getContainer();
    HostConfig host = HostConfig.newHostConfig();
    rights(host, spec);
    names(host, spec);
    limits(host, spec, task.getSpec().getResources());
    if (!task.getLogDriver().getName().isEmpty()) {
      host.withLogConfig(logConfig(task.getLogDriver()));
    }
    return host;
  }

  private static void rights(HostConfig host, ContainerSpec spec) {
    if (spec.getReadOnly()) {
      host.withReadonlyRootfs(true);
    }
    if (spec.getGroupsCount() > 0) {
      host.withGroupAdd(spec.getGroupsList());
    }
    if (spec.getSysctlsCount() > 0) {
      host.withSysctls(spec.getSysctlsMap());
    }
    if (spec.getCapabilityAddCount() > 0) {
      host.withCapAdd(capabilities(spec.getCapabilityAddList()));
    }
    if (spec.getCapabilityDropCount() > 0) {
      host.withCapDrop(capabilities(spec.getCapabilityDropList()));
    }
    List<String> security = SecurityOptions.of(spec.getPrivileges());
    if (!security.isEmpty()) {
      host.withSecurityOpts(security);
    }
    switch (spec.getIsolation()) {
      case ISOLATION_PROCESS -> host.withIsolation(Isolation.PROCESS);
      case ISOLATION_HYPERV -> host.withIsolation(Isolation.HYPERV);
      case ISOLATION_DEFAULT, UNRECOGNIZED -> { } // the Engine's own
    }
  }

  private static Capability[] capabilities(List<String> names) {
    return names.stream().map(HostSettings::capability).toArray(Capability[]::new);
  }

  private static Capability capability(String name) {
    String bare = name.toUpperCase().startsWith("CAP_") ? name.substring("CAP_".length()) : name;
    try {
      return Capability.valueOf(bare.toUpperCase());
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException("invalid capability: \"" + name + "\"", unknown);
    }
  }

  private static void names(HostConfig host, ContainerSpec spec) {
    List<String> hosts = extraHosts(spec.getHostsList());
    if (!hosts.isEmpty()) {
      host.withExtraHosts(hosts.toArray(String[]::new));
    }
    ContainerSpec.DNSConfig dns = spec.getDnsConfig();
    if (dns.getNameserversCount() > 0) {
      host.withDns(dns.getNameserversList());
    }
    if (dns.getSearchCount() > 0) {
      host.withDnsSearch(dns.getSearchList());
    }
    if (dns.getOptionsCount() > 0) {
      host.withDnsOptions(dns.getOptionsList());
    }
  }

  /** From {@code IP name alias...} to {@code name:IP}; what has no name is skipped. */
  private static List<String> extraHosts(List<String> entries) {
    List<String> hosts = new ArrayList<>();
    for (String entry : entries) {
      String[] fields = entry.strip().split("\\s+");
      if (fields.length >= 2) {
        hosts.add(fields[1] + ":" + fields[0]);
      }
    }
    return hosts;
  }

  private static void limits(HostConfig host, ContainerSpec spec, ResourceRequirements resources) {
    Resources limits = resources.getLimits();
    if (limits.getMemoryBytes() > 0) {
      host.withMemory(limits.getMemoryBytes());
    }
    if (limits.getNanoCpus() > 0) {
      host.withNanoCPUs(limits.getNanoCpus());
    }
    swap(host, limits.getMemoryBytes(), resources);
    if (spec.getPidsLimit() > 0) {
      host.withPidsLimit(spec.getPidsLimit());
    }
    if (spec.getOomScoreAdj() != 0) {
      host.withOomScoreAdj(Math.toIntExact(spec.getOomScoreAdj()));
    }
    if (spec.hasInit()) {
      host.withInit(spec.getInit().getValue());
    }
    if (spec.getUlimitsCount() > 0) {
      host.withUlimits(spec.getUlimitsList().stream()
          .map(limit -> new Ulimit(limit.getName(), limit.getSoft(), limit.getHard())).toList());
    }
  }

  /** The Engine counts memory and swap together; without a limit of memory only "no limit" can be said. */
  private static void swap(HostConfig host, long memory, ResourceRequirements resources) {
    if (resources.hasSwapBytes()) {
      long swap = resources.getSwapBytes().getValue();
      if (swap == -1) {
        host.withMemorySwap(-1L);
      } else if (memory > 0) {
        host.withMemorySwap(memory + swap);
      }
    }
    if (resources.hasMemorySwappiness()) {
      host.withMemorySwappiness(resources.getMemorySwappiness().getValue());
    }
  }

  /** Drivers that are plug-ins have names of their own, which the library's enumeration does not hold. */
  private static LogConfig logConfig(Driver driver) {
    LogConfig config = new LogConfig();
    DockerObjectAccessor.overrideRawValue(config, "Type", driver.getName());
    return config.setConfig(driver.getOptionsMap());
  }
}
