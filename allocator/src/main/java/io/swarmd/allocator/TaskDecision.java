package io.swarmd.allocator;

import io.swarmd.allocator.book.Book;
import io.swarmd.allocator.book.Subject;
import io.swarmd.allocator.book.Subject.Kind;
import io.swarmd.allocator.rule.Lack;
import io.swarmd.allocator.rule.NodeRule;
import io.swarmd.allocator.rule.TaskRule;
import io.swarmd.allocator.rule.Verdict;
import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a task has to wait for before it is its own turn: its service, and the address of its node if it attaches a
 * container of the node's own, which would fail there without (dispatch sheet, 8.4).
 */
final class TaskDecision {

  private final Book book;
  private final Networks networks;
  private final WaitingSubjects waiting;
  private final Set<String> settledServices;

  /** @param settledServices ids of those that have all they need; read at each decision */
  TaskDecision(Book book, Networks networks, WaitingSubjects waiting, Set<String> settledServices) {
    this.book = book;
    this.networks = networks;
    this.waiting = waiting;
    this.settledServices = settledServices;
  }

  Verdict<Task> of(Task task, StoreView view, Instant now) {
    String serviceId = task.getServiceId();
    Optional<Service> service = view.get(Table.SERVICE, serviceId);
    if (!serviceId.isEmpty() && !(service.isPresent() && settledServices.contains(serviceId))) {
      return Verdict.waits(Lack.service(serviceId), "");
    }
    if (task.getSpec().hasAttachment() && nodeLacksAddress(task, view)) {
      return new Verdict.Waits<>(Stream.concat(Stream.of(Lack.node(task.getNodeId())),
          targets(task).map(Lack::network)).toList(), "");
    }
    return alsoWaitingFor(Lack.service(serviceId), TaskRule.decide(task, service, book, networks.ingress(), now));
  }

  /** The reason of what it waits for says more than that it waits. */
  String reason(Verdict.Waits<Task> waits) {
    String lack = waits.shortOf().getFirst();
    return Stream.of(Kind.SERVICE, Kind.NETWORK, Kind.NODE)
        .filter(kind -> lack.startsWith(new Subject(kind, "").key()))
        .map(kind -> new Subject(kind, lack.substring(lack.indexOf('/') + 1)))
        .flatMap(subject -> waiting.why(subject).stream()).findFirst().orElse(waits.why());
  }

  private boolean nodeLacksAddress(Task task, StoreView view) {
    return targets(task)
        .filter(id -> book.network(id).filter(network -> !network.nodeLocal()).isPresent())
        .anyMatch(id -> view.get(Table.NODE, task.getNodeId())
            .filter(node -> NodeRule.attached(node, id)).isEmpty());
  }

  private static Stream<String> targets(Task task) {
    return task.getSpec().getNetworksList().stream().map(NetworkAttachmentConfig::getTarget);
  }

  /** A task that waits is also looked at again when its service changes. */
  private static Verdict<Task> alsoWaitingFor(String lack, Verdict<Task> verdict) {
    return verdict instanceof Verdict.Waits<Task> waits
        ? new Verdict.Waits<>(List.of(waits.shortOf().getFirst(), lack), waits.why()) : verdict;
  }
}
