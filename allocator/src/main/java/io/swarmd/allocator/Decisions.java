package io.swarmd.allocator;

import com.google.protobuf.Message;
import io.swarmd.allocator.Allocation.Change;
import io.swarmd.allocator.book.Book;
import io.swarmd.allocator.book.Subject;
import io.swarmd.allocator.rule.Lack;
import io.swarmd.allocator.rule.NetworkRule;
import io.swarmd.allocator.rule.NodeRule;
import io.swarmd.allocator.rule.ServiceRule;
import io.swarmd.allocator.rule.TaskRule;
import io.swarmd.allocator.rule.Verdict;
import io.swarmd.api.Network;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What is to be written for an object that is looked at, and what it waits for if nothing is. */
final class Decisions {

  private final Book book;
  private final Networks networks;
  private final WaitingSubjects waiting;
  private final NetworkUse use;
  private final Set<String> settledServices;
  private final Consumer<String> stirAll;
  private final TaskDecision tasks;

  /**
   * @param settledServices ids of those that have all they need; kept up here, taken from elsewhere
   * @param stirAll lets those who wait for something be looked at again
   */
  Decisions(Book book, Networks networks, WaitingSubjects waiting, NetworkUse use, Set<String> settledServices,
      Consumer<String> stirAll) {
    this.book = book;
    this.networks = networks;
    this.waiting = waiting;
    this.use = use;
    this.settledServices = settledServices;
    this.stirAll = stirAll;
    this.tasks = new TaskDecision(book, networks, waiting, settledServices);
  }

  Optional<Change> of(Subject subject, StoreView view, Instant now) {
    String id = subject.id();
    return switch (subject.kind()) {
      case NETWORK -> view.get(Table.NETWORK, id).flatMap(network -> decideNetwork(subject, network));
      case SERVICE -> view.get(Table.SERVICE, id).flatMap(service -> decideService(subject, service));
      case TASK -> view.get(Table.TASK, id).flatMap(task -> decideTask(subject, task, view, now));
      case NODE -> view.get(Table.NODE, id).flatMap(node ->
          apply(subject, NodeRule.decide(node, use.on(id), book, networks.ingress(), now)));
    };
  }

  private Optional<Change> decideNetwork(Subject subject, Network network) {
    return switch (networks.decide(network)) {
      case NetworkRule.Result.Denied denied -> {
        String why = "network " + network.getId() + " is not allocated: " + denied.why();
        waiting.add(subject, List.of(denied.shortOf()), why);
        stirAll.accept(Lack.network(network.getId()));
        yield Optional.empty();
      }
      case NetworkRule.Result.Given given -> {
        waiting.remove(subject);
        yield Optional.of(new Change(subject, given.network().network()));
      }
    };
  }

  private Optional<Change> decideService(Subject subject, Service service) {
    Verdict<Service> verdict = ServiceRule.decide(service, book, networks.ingress());
    if (verdict instanceof Verdict.Settled) {
      settledServices.add(service.getId());
    }
    Optional<Change> change = apply(subject, verdict);
    if (change.isEmpty()) {
      stirAll.accept(Lack.service(service.getId()));
    }
    return change;
  }

  private Optional<Change> decideTask(Subject subject, Task task, StoreView view, Instant now) {
    Verdict<Task> verdict = tasks.of(task, view, now);
    Optional<Change> change = apply(subject, verdict);
    String why = verdict instanceof Verdict.Waits<Task> waits ? tasks.reason(waits) : task.getStatus().getErr();
    if (change.isPresent() || why.isEmpty() || why.equals(task.getStatus().getErr())) {
      return change;
    }
    waiting.remove(subject);
    return Optional.of(new Change(subject, TaskRule.explain(task, why, now)));
  }

  private <T extends Message> Optional<Change> apply(Subject subject, Verdict<T> verdict) {
    switch (verdict) {
      case Verdict.Settled<T> settled -> waiting.remove(subject);
      case Verdict.Waits<T> waits -> waiting.add(subject, waits.shortOf(), waits.why());
      case Verdict.Write<T> write -> {
        waiting.remove(subject);
        return Optional.of(new Change(subject, write.object()));
      }
    }
    return Optional.empty();
  }
}
