package io.swarmd.swarmd;

import io.swarmd.allocator.AllocatorSettings;
import io.swarmd.allocator.book.PortRules;
import io.swarmd.model.address.Subnet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The flags that keep published ports and networks off what the machines use themselves; the leader's are in force. */
final class AllocationOptions {

  private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})-([0-9]{1,5})");

  @Option(names = "--published-port-range", paramLabel = "FIRST-LAST",
      description = "Ports chosen for services that name none (default ${DEFAULT-VALUE})")
  String publishedPortRange =
      PortRules.DEFAULTS.automaticFirst() + "-" + PortRules.DEFAULTS.automaticLast();

  @Option(names = "--forbidden-ports", paramLabel = "PORT", split = ",",
      description = "Ports that no service may publish on every node")
  List<String> forbiddenPorts = List.of();

  @Option(names = "--excluded-subnets", paramLabel = "CIDR", split = ",",
      description = "Addresses that networks get only by naming their subnet")
  List<String> excludedSubnets = List.of();

  /** @throws InvalidOption with one line for the user */
  AllocatorSettings settings() {
    Set<Integer> forbidden = new TreeSet<>();
    forbiddenPorts.forEach(text -> forbidden.add(port(text)));
    return new AllocatorSettings(ports(forbidden), excludedSubnets.stream().map(AllocationOptions::subnet).toList());
  }

  private PortRules ports(Set<Integer> forbidden) {
    Matcher range = RANGE.matcher(publishedPortRange);
    if (range.matches()) {
      int first = Integer.parseInt(range.group(1));
      int last = Integer.parseInt(range.group(2));
      if (first >= 1 && first <= last && last <= PortRules.LAST) {
        return new PortRules(first, last, forbidden);
      }
    }
    throw new InvalidOption("--published-port-range: '" + publishedPortRange
        + "' is no range of ports, as 30000-32767 is one");
  }

  private static int port(String text) {
    return Optional.of(text).filter(digits -> digits.matches("[0-9]{1,5}")).map(Integer::parseInt)
        .filter(port -> port >= 1 && port <= PortRules.LAST)
        .orElseThrow(() -> new InvalidOption("--forbidden-ports: '" + text + "' is no port: ports are 1 to 65535"));
  }

  private static Subnet subnet(String text) {
    return Subnet.parse(text).filter(Subnet::isIpv4).orElseThrow(() ->
        new InvalidOption("--excluded-subnets: '" + text + "' is no IPv4 subnet, as 10.1.0.0/16 is one"));
  }
}
