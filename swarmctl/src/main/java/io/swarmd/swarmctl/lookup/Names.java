package io.swarmd.swarmctl.lookup;

import io.grpc.StatusRuntimeException;
import io.swarmd.api.GetNodeRequest;
import io.swarmd.api.GetServiceRequest;
import io.swarmd.api.Node;
import io.swarmd.swarmctl.command.Invocation;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Shows ids as names, unless that is not wanted; each id is asked for once. */
public final class Names {

  private final Invocation in;
  private final Map<String, String> known = new HashMap<>();

  public Names(Invocation in) {
    this.in = in;
  }

  /** The node's annotation name, else its host name, else its id. */
  public String node(String id) {
    return resolve(id, () -> of(in.control().getNode(GetNodeRequest.newBuilder().setNodeId(id).build()).getNode()));
  }

  public String service(String id) {
    return resolve(id, () -> in.control().getService(GetServiceRequest.newBuilder().setServiceId(id).build())
        .getService().getSpec().getAnnotations().getName());
  }

  /** How a node is called; empty when it has neither name. */
  public static String of(Node node) {
    String given = node.getSpec().getAnnotations().getName();
    return given.isEmpty() ? node.getDescription().getHostname() : given;
  }

  private String resolve(String id, Supplier<String> ask) {
    if (id.isEmpty() || !in.resolveNames()) {
      return id;
    }
    String name = known.get(id);
    if (name == null) {
      name = orId(id, ask);
      known.put(id, name);
    }
    return name;
  }

  private static String orId(String id, Supplier<String> ask) {
    try {
      String name = ask.get();
      return name.isEmpty() ? id : name;
    } catch (StatusRuntimeException gone) {
      return id;
    }
  }
}
