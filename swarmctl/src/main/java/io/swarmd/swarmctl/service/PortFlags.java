package io.swarmd.swarmctl.service;

import io.swarmd.api.EndpointSpec;
import io.swarmd.api.PortConfig;
import io.swarmd.api.ServiceSpec;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.UsageException;
import java.util.List;
import java.util.Locale;

/** Ports published on the nodes that run the tasks (control sheet, 18.2). They replace the whole endpoint. */
final class PortFlags {

  static final List<Flag> FLAGS = List.of(
      Flag.list("--ports", "ports published on the node (name:target[/protocol][:published[/protocol]])"));
  private static final int MOST = 65_535;

  private record Port(int number, PortConfig.Protocol protocol) {}

  private PortFlags() {}

  static void apply(Invocation in, ServiceSpec.Builder spec) {
    if (in.given("--ports")) {
      spec.setEndpoint(EndpointSpec.newBuilder()
          .addAllPorts(in.list("--ports").stream().map(PortFlags::parse).toList()));
    }
  }

  private static PortConfig parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length < 2) {
      throw new UsageException("insufficient parameters in port configuration");
    }
    Port target = port(parts[1], "failed to parse port: ");
    PortConfig.Builder port = PortConfig.newBuilder().setName(parts[0]).setTargetPort(target.number)
        .setProtocol(target.protocol).setPublishMode(PortConfig.PublishMode.HOST);
    if (parts.length > 2) {
      Port published = port(parts[2], "failed to parse node port: ");
      if (published.protocol != target.protocol) {
        throw new UsageException("protocol mismatch");
      }
      port.setPublishedPort(published.number);
    }
    return port.build();
  }

  private static Port port(String text, String failure) {
    String[] parts = text.split("/", 2);
    return new Port(number(parts[0], failure), parts.length == 1 ? PortConfig.Protocol.TCP : protocol(parts[1]));
  }

  private static int number(String text, String failure) {
    String fault = text.matches("[0-9]+") ? "value out of range" : "invalid syntax";
    if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= MOST) {
      return Integer.parseInt(text);
    }
    throw new UsageException(failure + "strconv.ParseUint: parsing \"" + text + "\": " + fault);
  }

  private static PortConfig.Protocol protocol(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "tcp" -> PortConfig.Protocol.TCP;
      case "udp" -> PortConfig.Protocol.UDP;
      case "sctp" -> PortConfig.Protocol.SCTP;
      default -> throw new UsageException("invalid protocol string: " + text);
    };
  }
}
