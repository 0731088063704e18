package io.swarmd.faults.check;

import static io.swarmd.faults.check.Violation.Kind.WRONG_REFUSAL;

import io.swarmd.faults.history.Answer;
import io.swarmd.faults.history.Operation;
import io.swarmd.faults.history.Request;
import io.swarmd.faults.history.Watching;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Refusals have the codes and texts clients match on (control sheet, 1.9 and 1.11), and a reason. A leader may refuse
 * for what it has not committed yet, so somebody having asked for it is reason enough.
 */
final class RefusalRule implements Rule {

  private static final String OUT_OF_SEQUENCE = "update out of sequence";
  /** After which those are named that do not answer. */
  private static final String NO_LEADER = "The swarm does not have a leader. It's possible that too few managers are "
      + "online. Make sure more than half of the managers are online.";
  private static final Set<String> LEADERSHIP_LOST = Set.of(
      "raft: failed to process the request: node lost leader status",
      "raft: failed to process the request: node is stopped");
  private static final Set<String> WATCHES_END_WITH =
      Set.of("requested index is unavailable due to compaction", "versions are out of order");
  /** Of the connection, and of the caller's own patience. */
  private static final Set<String> CODES_OF_THE_WAY = Set.of("UNAVAILABLE", "DEADLINE_EXCEEDED");

  @Override
  public void check(Evidence evidence, BiConsumer<Violation.Kind, String> breach) {
    Map<String, Set<Request>> changes = new HashMap<>();
    evidence.history().operations().stream().map(Operation::request).filter(Request::changesSomething)
        .forEach(request -> request.about()
            .ifPresent(id -> changes.computeIfAbsent(id, first -> new HashSet<>()).add(request)));
    for (Operation operation : evidence.history().operations()) {
      if (operation.answer() instanceof Answer.Refused refused
          && !right(evidence.timeline(), operation, refused, changes)) {
        breach.accept(WRONG_REFUSAL, operation.client() + " at " + operation.manager() + " asked "
            + operation.request() + " and was told " + refused);
      }
    }
    for (Watching watching : evidence.history().watchings()) {
      watching.ending().filter(ending -> !CODES_OF_THE_WAY.contains(ending.code())
              && !(ending.code().equals("UNKNOWN") && WATCHES_END_WITH.contains(ending.text())))
          .ifPresent(ending -> breach.accept(WRONG_REFUSAL, "watcher " + watching.watcher() + " at "
              + watching.manager() + " was told " + ending));
    }
  }

  private static boolean right(
      Timeline timeline, Operation operation, Answer.Refused refused, Map<String, Set<Request>> changes) {
    if (CODES_OF_THE_WAY.contains(refused.code())) {
      return true;
    }
    Set<Request> rivals = operation.request().about().map(id -> changes.getOrDefault(id, Set.of())).orElse(Set.of());
    return switch (refused.code()) {
      case "UNKNOWN" -> refused.text().startsWith(NO_LEADER) || LEADERSHIP_LOST.contains(refused.text())
          || refused.text().equals(OUT_OF_SEQUENCE) && outOfSequence(timeline, operation.request(), rivals);
      case "NOT_FOUND" -> rivals.stream().anyMatch(Request.Remove.class::isInstance)
          && refused.text().equals("service " + operation.request().about().orElse("") + " not found");
      // Names are asked for once: a request that met its own trace was sent on a second time.
      case "ALREADY_EXISTS" -> operation.request() instanceof Request.Create;
      default -> false;
    };
  }

  private static boolean outOfSequence(Timeline timeline, Request request, Set<Request> rivals) {
    return request instanceof Request.Update update
        && (timeline.of(update.id()).keySet().stream().anyMatch(version -> version != update.version())
            || rivals.size() > 1);
  }
}
