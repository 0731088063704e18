package io.swarmd.simulation.check;

import com.google.protobuf.Message;
import io.swarmd.api.Endpoint.VirtualIP;
import io.swarmd.api.NetworkAttachment;
import io.swarmd.api.Node;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who holds which address of a network, which port of the cluster and which named resource of a node; each has one
 * holder (scheduling sheet, 2.5 and 3).
 */
public final class Claims {

  private final Violations violations;
  private final Map<String, String> holders = new HashMap<>();
  private final Map<String, Set<String>> held = new HashMap<>();

  Claims(Violations violations) {
    this.violations = violations;
  }

  /** Within one change set what is freed may be given anew. */
  void check(ChangeSet committed) {
    committed.changes().forEach(change -> release(key(change.object())));
    committed.changes().stream().filter(change -> !(change instanceof Change.Deleted<?>))
        .forEach(change -> take(change.object()));
  }

  void rebuild(StoreView view) {
    holders.clear();
    held.clear();
    for (Table<?> table : List.of(Table.SERVICE, Table.TASK, Table.NODE)) {
      view.all(table).forEach(this::take);
    }
  }

  private void release(String holder) {
    Set<String> claims = held.remove(holder);
    if (claims != null) {
      claims.forEach(claim -> holders.remove(claim, holder));
    }
  }

  private void take(Message object) {
    Set<String> claims = of(object);
    if (claims.isEmpty()) {
      return;
    }
    String holder = key(object);
    held.put(holder, claims);
    for (String claim : claims) {
      String other = holders.put(claim, holder);
      if (other != null && !other.equals(holder)) {
        violations.add(claim + " is held by " + other + " and by " + holder);
      }
    }
  }

  /** How many addresses of the network somebody holds. */
  long heldIn(String networkId) {
    return holders.keySet().stream().filter(claim -> claim.startsWith(networkId + " ")).count();
  }

  /** Whether somebody else than the service holds the port. */
  boolean portTaken(PortConfig port, Service service) {
    String holder = holders.get(port(port));
    return holder != null && !holder.equals(key(service));
  }

  /** All that tasks and services hold. */
  public Collection<String> heldByTasksAndServices() {
    Set<String> all = new TreeSet<>();
    held.forEach((holder, claims) -> claims.stream().filter(claim -> !holder.startsWith("node "))
        .forEach(claim -> all.add(claim + " by " + holder)));
    return all;
  }

  private static String key(Message object) {
    return switch (object) {
      case Task task -> "task " + task.getId();
      case Service service -> "service " + service.getId();
      case Node node -> "node " + node.getId();
      default -> "";
    };
  }

  private static Set<String> of(Message object) {
    Set<String> claims = new HashSet<>();
    switch (object) {
      case Task task when !TaskStates.terminal(task) -> {
        attachments(task.getNetworksList(), claims);
        GenericRoom.names(task).forEach(name -> claims.add(name + " of " + task.getNodeId()));
      }
      case Node node -> attachments(node.getAttachmentsList(), claims);
      case Service service -> {
        for (VirtualIP vip : service.getEndpoint().getVirtualIpsList()) {
          claims.add(vip.getNetworkId() + " " + vip.getAddr());
        }
        service.getEndpoint().getPortsList().stream().filter(port -> port.getPublishMode() == PublishMode.INGRESS
            && port.getPublishedPort() != 0).forEach(port -> claims.add(port(port)));
      }
      default -> { }
    }
    return claims;
  }

  private static String port(PortConfig port) {
    return "port " + port.getPublishedPort() + "/" + port.getProtocol();
  }

  private static void attachments(List<NetworkAttachment> attachments, Set<String> claims) {
    for (NetworkAttachment attachment : attachments) {
      attachment.getAddressesList().forEach(address -> claims.add(attachment.getNetwork().getId() + " " + address));
    }
  }
}
