package io.swarmd.allocator.rule;

import io.swarmd.allocator.book.AllocatedNetwork;
import io.swarmd.allocator.book.Book;
import io.swarmd.allocator.book.Claim;
import io.swarmd.allocator.book.Subject;
import io.swarmd.api.NetworkAttachment;
import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.model.address.IpAddress;
import io.swarmd.model.address.Subnet;
import io.swarmd.model.time.WireTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes a task from NEW to PENDING once its service is allocated and it has an address in each of its networks, all or
 * none (scheduling sheet, 3.2 and 3.11).
 */
public final class TaskRule {

  private static final String MESSAGE = "pending task scheduling";

  private TaskRule() {}

  /**
   * @param service the task's, allocated; empty for a task without one
   * @param ingress the network for published ports, if there is one
   */
  public static Verdict<Task> decide(Task task, Optional<Service> service, Book book,
      Optional<AllocatedNetwork> ingress, Instant now) {
    Subject subject = new Subject(Subject.Kind.TASK, task.getId());
    Set<Claim> before = book.heldBy(subject);
    try {
      Task.Builder ready = task.toBuilder().setStatus(TaskStatus.newBuilder().setState(TaskState.PENDING)
          .setMessage(MESSAGE).setTimestamp(WireTime.timestamp(now)));
      List<NetworkAttachmentConfig> wanted = wanted(task, service, ingress);
      if (!wanted.isEmpty()) {
        ready.clearNetworks().addAllNetworks(attach(wanted, subject, book));
      }
      service.filter(Service::hasEndpoint).ifPresent(s -> ready.setEndpoint(s.getEndpoint()));
      return Verdict.write(ready.build());
    } catch (CannotGive refusal) {
      book.settle(subject, before);
      return Verdict.waits(refusal.shortOf(), refusal.getMessage());
    }
  }

  /** The task, still NEW, telling why it waits. */
  public static Task explain(Task task, String why, Instant now) {
    return task.toBuilder()
        .setStatus(task.getStatus().toBuilder().setErr(why).setTimestamp(WireTime.timestamp(now))).build();
  }

  private static List<NetworkAttachmentConfig> wanted(Task task, Optional<Service> service,
      Optional<AllocatedNetwork> ingress) {
    if (task.getNetworksCount() > 0) {
      return task.getNetworksList().stream().map(TaskRule::again).toList();
    }
    Stream<NetworkAttachmentConfig> ofIngress = service
        .filter(s -> Attachments.needsIngress(s.getSpec().getEndpoint())).flatMap(s -> ingress).stream()
        .map(network -> NetworkAttachmentConfig.newBuilder().setTarget(network.network().getId()).build());
    List<NetworkAttachmentConfig> own = task.getSpec().getNetworksCount() > 0 ? task.getSpec().getNetworksList()
        : service.map(s -> s.getSpec().getNetworksList()).orElse(List.of());
    Map<String, NetworkAttachmentConfig> byNetwork = new LinkedHashMap<>();
    Stream.concat(ofIngress, own.stream()).forEach(config -> byNetwork.putIfAbsent(config.getTarget(), config));
    return List.copyOf(byNetwork.values());
  }

  /** What an attachment made before asks for. */
  private static NetworkAttachmentConfig again(NetworkAttachment attachment) {
    return NetworkAttachmentConfig.newBuilder().setTarget(attachment.getNetwork().getId())
        .addAllAliases(attachment.getAliasesList()).addAllAddresses(attachment.getAddressesList())
        .putAllDriverAttachmentOpts(attachment.getDriverAttachmentOptsMap()).build();
  }

  private static List<NetworkAttachment> attach(List<NetworkAttachmentConfig> wanted, Subject subject, Book book) {
    List<NetworkAttachment> attachments = new ArrayList<>();
    for (NetworkAttachmentConfig config : wanted) {
      String id = config.getTarget();
      AllocatedNetwork network = book.network(id)
          .orElseThrow(() -> new CannotGive(Lack.network(id), "network " + id + " is not allocated"));
      NetworkAttachment.Builder attachment = NetworkAttachment.newBuilder().setNetwork(network.network())
          .addAllAliases(config.getAliasesList()).putAllDriverAttachmentOpts(config.getDriverAttachmentOptsMap());
      if (!network.nodeLocal()) {
        attachment.addAddresses(network.withPrefix(address(config, network, subject, book)));
      }
      attachments.add(attachment.build());
    }
    return attachments;
  }

  /** Of the addresses asked for, the first to be had. */
  private static IpAddress address(NetworkAttachmentConfig config, AllocatedNetwork network, Subject subject,
      Book book) {
    String id = network.network().getId();
    Optional<IpAddress> address = config.getAddressesCount() == 0 ? book.takeAddress(subject, network)
        : config.getAddressesList().stream()
            .flatMap(text -> IpAddress.parse(text).or(() -> Subnet.parseAddress(text)).stream())
            .filter(asked -> book.take(subject, new Claim.Address(id, asked))).findFirst();
    return address.orElseThrow(() -> new CannotGive(Lack.address(id), "could not find an available IP"));
  }
}
