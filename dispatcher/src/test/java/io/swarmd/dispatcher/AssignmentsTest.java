package io.swarmd.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Assignment;
import io.swarmd.api.AssignmentChange;
import io.swarmd.api.AssignmentChange.AssignmentAction;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.ResourceReference;
import io.swarmd.api.ResourceType;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TasksMessage;
import io.swarmd.dispatcher.stream.Refusal.Reason;
import io.swarmd.store.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a node is told to run, and when. */
class AssignmentsTest {

  private static final Duration QUIET = Duration.ofMillis(250);

  private final DispatcherFixture at = new DispatcherFixture(Samples.node("n1", NodeStatus.State.READY),
      Samples.secret("s1"), Samples.secret("s2"), Samples.config("c1"));
  private String session;

  @BeforeEach
  void register() {
    session = at.sessionId("n1");
  }

  /** What a message says, as for example {@code UPDATE task t1}. */
  private static List<String> said(AssignmentsMessage message) {
    return message.getChangesList().stream().map(AssignmentsTest::said).toList();
  }

  private static String said(AssignmentChange change) {
    Assignment object = change.getAssignment();
    return change.getAction() + " " + switch (object.getItemCase()) {
      case TASK -> "task " + object.getTask().getId();
      case SECRET -> "secret " + object.getSecret().getId();
      case CONFIG -> "config " + object.getConfig().getId();
      default -> throw new AssertionError(object);
    };
  }

  private RecordingOutlet<AssignmentsMessage> opened() {
    RecordingOutlet<AssignmentsMessage> outlet = at.assignments("n1", session);
    assertThat(outlet.take()).hasSize(1);
    at.environment.runFor(QUIET);
    return outlet;
  }

  private List<String> saidWithin(RecordingOutlet<AssignmentsMessage> outlet) {
    at.environment.runFor(QUIET);
    return outlet.take().stream().flatMap(message -> said(message).stream()).toList();
  }

  private static Task task(String id, TaskState state) {
    return Samples.task(id, "n1", state);
  }

  @Test
  @Tag("dispatch-24")
  void theFirstMessageIsCompleteEvenWhenEmpty() {
    assertThat(at.assignments("n1", session).messages()).containsExactly(AssignmentsMessage.newBuilder()
        .setType(AssignmentsMessage.Type.COMPLETE).setResultsIn("1").build());
  }

  @Test
  @Tag("dispatch-25")
  void allAssignedTasksAreListedAndDependenciesOfThoseStillAlive() {
    at.commit(
        task("new", TaskState.NEW), task("pending", TaskState.PENDING), task("assigned", TaskState.ASSIGNED),
        Samples.using(task("running", TaskState.RUNNING), List.of("s1"), List.of()),
        Samples.using(task("failed", TaskState.FAILED), List.of("s2"), List.of("c1")),
        Samples.task("elsewhere", "n2", TaskState.RUNNING));

    assertThat(said(at.assignments("n1", session).last())).containsExactlyInAnyOrder(
        "UPDATE task assigned", "UPDATE task running", "UPDATE secret s1", "UPDATE task failed");
  }

  @Test
  @Tag("dispatch-26")
  void aChangeOfStatusAloneIsNotSent() {
    at.commit(task("t1", TaskState.RUNNING));
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(task("t1", TaskState.FAILED));
    assertThat(saidWithin(outlet)).isEmpty();
  }

  @Test
  @Tag("dispatch-27")
  void theLastUserOfASecretTakesItAway() {
    Task user = Samples.using(task("t1", TaskState.RUNNING), List.of("s1"), List.of());
    at.commit(user);
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(Samples.in(user, TaskState.FAILED));
    assertThat(saidWithin(outlet)).containsExactly("REMOVE secret s1");
  }

  @Test
  void aTerminalStateReleasesDependenciesAlsoWhenMoreChangedWithIt() {
    Task user = Samples.using(task("t1", TaskState.RUNNING), List.of("s1"), List.of());
    at.commit(user);
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(Samples.in(user, TaskState.SHUTDOWN).toBuilder().setDesiredState(TaskState.SHUTDOWN).build());
    assertThat(saidWithin(outlet)).containsExactlyInAnyOrder("REMOVE secret s1", "UPDATE task t1");
  }

  @Test
  @Tag("dispatch-28")
  void aConfigGoesWithItsLastUser() {
    Task one = Samples.using(task("t1", TaskState.RUNNING), List.of(), List.of("c1"));
    Task two = Samples.using(task("t2", TaskState.RUNNING), List.of(), List.of("c1"));
    at.commit(one, two);
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(Samples.in(one, TaskState.FAILED));
    assertThat(saidWithin(outlet)).isEmpty();
    at.commit(Samples.in(two, TaskState.FAILED));
    assertThat(saidWithin(outlet)).containsExactly("REMOVE config c1");
  }

  @Test
  @Tag("dispatch-29")
  void aSecretReferredToBothWaysIsSentOnceAndBeforeItsTask() {
    Task.Builder both = Samples.using(task("t1", TaskState.ASSIGNED), List.of("s1"), List.of()).toBuilder();
    both.getSpecBuilder().addResourceReferences(ResourceReference.newBuilder()
        .setResourceId("s1").setResourceType(ResourceType.SECRET));
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(both.build());
    assertThat(saidWithin(outlet)).containsExactly("UPDATE secret s1", "UPDATE task t1");
  }

  @Test
  @Tag("dispatch-30")
  void aMissingSecretIsLeftOutAndTakenAwayAllTheSame() {
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(Samples.using(task("t1", TaskState.ASSIGNED), List.of("missing"), List.of()));
    assertThat(saidWithin(outlet)).containsExactly("UPDATE task t1");
    at.store.delete(Table.TASK, "t1");
    assertThat(saidWithin(outlet)).containsExactlyInAnyOrder("REMOVE task t1", "REMOVE secret missing");
  }

  @Test
  @Tag("dispatch-31")
  void changesOfSecretsAreNotSent() {
    at.commit(Samples.using(task("t1", TaskState.RUNNING), List.of("s1"), List.of()));
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(Samples.secret("s1").toBuilder().setInternal(true).build());
    at.store.delete(Table.SECRET, "s1");
    assertThat(saidWithin(outlet)).isEmpty();
  }

  @Test
  @Tag("dispatch-32")
  void anAssignedTaskIsSentAgainWheneverItIsTouched() {
    at.commit(task("t1", TaskState.ASSIGNED));
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(task("t1", TaskState.ASSIGNED));
    assertThat(saidWithin(outlet)).containsExactly("UPDATE task t1");
  }

  @Test
  @Tag("dispatch-33")
  void oneChangeIsSentAtOnceAndABurstInFewMessages() {
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(task("first", TaskState.ASSIGNED));
    assertThat(outlet.take()).hasSize(1);

    for (int i = 0; i < 250; i++) {
      at.commit(task("t" + i, TaskState.ASSIGNED));
    }
    at.environment.runFor(QUIET);
    List<AssignmentsMessage> burst = outlet.take();
    assertThat(burst).extracting(AssignmentsMessage::getChangesCount).containsExactly(100, 100, 50);
    assertThat(burst).extracting(AssignmentsMessage::getAppliesTo).containsExactly("2", "3", "4");
    assertThat(burst).extracting(AssignmentsMessage::getResultsIn).containsExactly("3", "4", "5");
    assertThat(burst).allMatch(message -> message.getType() == AssignmentsMessage.Type.INCREMENTAL);
  }

  @Test
  void changesInOneTransactionComeInMessagesOfAtMostAHundred() {
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(IntStream.range(0, 250).mapToObj(i -> task("t" + i, TaskState.ASSIGNED)).toArray(Task[]::new));
    assertThat(outlet.take()).extracting(AssignmentsMessage::getChangesCount).containsExactly(100, 100, 50);
  }

  @Test
  @Tag("dispatch-34")
  void whatIsCreatedAndDeletedWithinThePauseIsOneRemoval() {
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(task("before", TaskState.ASSIGNED));
    outlet.take();

    at.commit(task("t1", TaskState.ASSIGNED));
    at.commit(task("t1", TaskState.ACCEPTED));
    at.store.delete(Table.TASK, "t1");
    at.environment.runFor(QUIET);

    assertThat(outlet.take()).singleElement().satisfies(message -> {
      assertThat(said(message)).containsExactly("REMOVE task t1");
      assertThat(message.getChanges(0).getAssignment().getTask())
          .isEqualTo(Task.newBuilder().setId("t1").build());
      assertThat(message.getChanges(0).getAction()).isEqualTo(AssignmentAction.REMOVE);
    });
  }

  @Test
  @Tag("dispatch-38")
  void oldAgentsGetWholeLists() {
    RecordingOutlet<TasksMessage> outlet = new RecordingOutlet<>();
    at.dispatcher.openTasks("n1", session, outlet);
    at.environment.runFor(QUIET);
    assertThat(outlet.take()).containsExactly(TasksMessage.getDefaultInstance());

    at.commit(task("t1", TaskState.RUNNING), task("t2", TaskState.RUNNING));
    at.environment.runFor(QUIET);
    assertThat(outlet.take()).extracting(TasksMessage::getTasksCount).containsExactly(2);

    at.commit(task("t1", TaskState.RUNNING).toBuilder().setDesiredState(TaskState.SHUTDOWN).build());
    at.environment.runFor(QUIET);
    assertThat(outlet.take()).extracting(TasksMessage::getTasksCount).containsExactly(2);

    at.commit(task("t2", TaskState.FAILED));
    at.environment.runFor(QUIET);
    assertThat(outlet.take()).isEmpty();

    at.store.delete(Table.TASK, "t1");
    at.environment.runFor(QUIET);
    assertThat(outlet.take()).extracting(TasksMessage::getTasksCount).containsExactly(1);
  }

  @Test
  @Tag("dispatch-39")
  void taskStreamsNeedTheSession() {
    assertThat(at.assignments("n1", "other").ended()).contains(Reason.SESSION_INVALID);
    RecordingOutlet<TasksMessage> tasks = new RecordingOutlet<>();
    at.dispatcher.openTasks("n1", "", tasks);
    at.environment.runDue();
    assertThat(tasks.ended()).contains(Reason.SESSION_INVALID);
  }

  @Test
  void whileTheTransportIsFullChangesCollapse() {
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    outlet.blocked(true);
    for (int i = 0; i < 10; i++) {
      at.commit(task("t1", TaskState.ASSIGNED));
    }
    assertThat(saidWithin(outlet)).isEmpty();

    outlet.blocked(false);
    at.streams.getLast().ready();
    assertThat(saidWithin(outlet)).containsExactly("UPDATE task t1");
  }

  @Test
  void aCancelledStreamIsForgotten() {
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.streams.getLast().cancel();
    at.commit(task("t1", TaskState.ASSIGNED));
    assertThat(saidWithin(outlet)).isEmpty();
  }

  @Test
  void aNewSessionEndsTheStreamsOfTheOld() {
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.sessionId("n1");
    assertThat(outlet.ended()).contains(Reason.SESSION_INVALID);
  }

  @Test
  void aThousandNodesOfFiftyTasksAreEachToldOnlyTheirOwn() {
    List<RecordingOutlet<AssignmentsMessage>> outlets = new ArrayList<>();
    for (int node = 0; node < 1_000; node++) {
      at.commit(Samples.node("m" + node, NodeStatus.State.UNKNOWN));
      outlets.add(at.assignments("m" + node, at.sessionId("m" + node)));
    }
    outlets.forEach(RecordingOutlet::take);
    at.environment.runFor(QUIET);
    for (int round = 0; round < 50; round++) {
      int slot = round;
      at.commit(IntStream.range(0, 1_000).mapToObj(
          node -> Samples.task("t" + node + "-" + slot, "m" + node, TaskState.ASSIGNED)).toArray(Task[]::new));
    }
    at.environment.runFor(QUIET);
    assertThat(outlets).allSatisfy(outlet -> {
      assertThat(outlet.messages()).hasSizeLessThanOrEqualTo(3);
      assertThat(outlet.messages().stream().mapToInt(AssignmentsMessage::getChangesCount).sum()).isEqualTo(50);
    });
  }
}
