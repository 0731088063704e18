package io.swarmd.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.swarmd.api.AssignmentChange;
import io.swarmd.api.AssignmentChange.AssignmentAction;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.Driver;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.Secret;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.dispatcher.secret.ProvidedSecret;
import io.swarmd.dispatcher.secret.SecretProvider;
import io.swarmd.store.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Secrets that a driver keeps. */
class DriverSecretsTest {

  private static final Duration QUIET = Duration.ofMillis(250);

  /** One question to the driver, answered by the test. */
  private record Question(Secret secret, Task task, CompletableFuture<ProvidedSecret> answer) {}

  private final List<Question> questions = new ArrayList<>();
  private final SecretProvider driver = (secret, task) -> {
    Question question = new Question(secret, task, new CompletableFuture<>());
    questions.add(question);
    return question.answer();
  };
  private final DispatcherFixture at = new DispatcherFixture(driver, Samples.node("n1", NodeStatus.State.READY),
      Samples.secret("plain"), driven("vaulted"));
  private String session;

  private static Secret driven(String id) {
    Secret.Builder secret = Samples.secret(id).toBuilder();
    secret.getSpecBuilder().clearData().setDriver(Driver.newBuilder().setName("vault"));
    return secret.build();
  }

  @BeforeEach
  void register() {
    session = at.sessionId("n1");
  }

  private static Task user(String id, TaskState state) {
    return Samples.using(Samples.task(id, "n1", state), List.of("vaulted", "plain"), List.of());
  }

  private RecordingOutlet<AssignmentsMessage> opened() {
    RecordingOutlet<AssignmentsMessage> outlet = at.assignments("n1", session);
    at.environment.runFor(QUIET);
    outlet.take();
    return outlet;
  }

  private void answer(int question, ProvidedSecret answer) {
    questions.get(question).answer().complete(answer);
    at.environment.runFor(QUIET);
  }

  private static ProvidedSecret value(String text, boolean forOneTask) {
    return new ProvidedSecret(ByteString.copyFromUtf8(text), forOneTask);
  }

  private List<AssignmentChange> changes(RecordingOutlet<AssignmentsMessage> outlet) {
    at.environment.runFor(QUIET);
    return outlet.take().stream().flatMap(message -> message.getChangesList().stream()).toList();
  }

  private static List<String> said(List<AssignmentChange> changes) {
    return changes.stream().map(change -> change.getAction() + " "
        + (change.getAssignment().hasSecret()
            ? "secret " + change.getAssignment().getSecret().getId()
            : "task " + change.getAssignment().getTask().getId())).toList();
  }

  @Test
  @Tag("dispatch-35")
  void aSecretForOneTaskTravelsAndGoesUnderTheTasksName() {
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(user("t1", TaskState.ASSIGNED), user("t2", TaskState.ASSIGNED));
    assertThat(said(changes(outlet))).isEmpty();
    answer(0, value("one", true));
    answer(1, value("two", true));

    List<AssignmentChange> told = changes(outlet);
    assertThat(said(told)).containsExactly(
        "UPDATE secret vaulted.t1", "UPDATE secret plain", "UPDATE task t1",
        "UPDATE secret vaulted.t2", "UPDATE task t2");
    Secret first = told.getFirst().getAssignment().getSecret();
    assertThat(first.getInternal()).isTrue();
    assertThat(first.getSpec().getData().toStringUtf8()).isEqualTo("one");

    at.commit(Samples.in(user("t1", TaskState.ASSIGNED), TaskState.FAILED));
    List<AssignmentChange> ended = changes(outlet);
    assertThat(said(ended)).containsExactly("REMOVE secret vaulted.t1");
    assertThat(ended.getFirst().getAssignment().getSecret())
        .isEqualTo(Secret.newBuilder().setId("vaulted.t1").build());
  }

  @Test
  void aSecretForAllIsSentOnceAndGoesWithItsLastUser() {
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(user("t1", TaskState.ASSIGNED), user("t2", TaskState.ASSIGNED));
    answer(0, value("same", false));
    answer(1, value("same", false));
    assertThat(said(changes(outlet))).containsExactly(
        "UPDATE secret vaulted", "UPDATE secret plain", "UPDATE task t1", "UPDATE task t2");
    at.store.delete(Table.TASK, "t1");
    at.store.delete(Table.TASK, "t2");
    assertThat(said(changes(outlet))).contains("REMOVE secret vaulted");
  }

  @Test
  @Tag("dispatch-36")
  void whatADriverCannotGiveIsLeftOutAndTheTaskIsTold() {
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(user("t1", TaskState.ASSIGNED));
    questions.getFirst().answer().completeExceptionally(new IllegalStateException("the vault is sealed"));
    assertThat(said(changes(outlet))).startsWith("UPDATE secret plain", "UPDATE task t1")
        .doesNotContain("UPDATE secret vaulted");
    assertThat(at.task("t1").getStatus().getErr()).isEqualTo("secret vaulted is left out: the vault is sealed");
    assertThat(at.task("t1").getStatus().getState()).isEqualTo(TaskState.ASSIGNED);
    assertThat(questions).hasSize(1);
  }

  @Test
  void aDriverThatDoesNotAnswerIsGivenUp() {
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(user("t1", TaskState.ASSIGNED));
    at.environment.runFor(Duration.ofSeconds(9));
    assertThat(said(changes(outlet))).isEmpty();
    at.environment.runFor(Duration.ofSeconds(1));
    assertThat(said(changes(outlet))).contains("UPDATE task t1");
    assertThat(at.task("t1").getStatus().getErr())
        .isEqualTo("secret vaulted is left out: secret driver \"vault\" has not answered within 10 s");
    answer(0, value("late", false));
    assertThat(said(changes(outlet))).isEmpty();
  }

  @Test
  void aStreamOpensWithAllTasksOnceTheirSecretsAreThere() {
    at.commit(user("t1", TaskState.RUNNING), Samples.task("t2", "n1", TaskState.RUNNING));
    RecordingOutlet<AssignmentsMessage> outlet = at.assignments("n1", session);
    assertThat(outlet.messages()).isEmpty();
    at.commit(user("t3", TaskState.ASSIGNED));
    answer(0, value("v", true));
    assertThat(outlet.messages()).isEmpty();
    answer(1, value("w", true));
    AssignmentsMessage complete = outlet.take().getFirst();
    assertThat(complete.getType()).isEqualTo(AssignmentsMessage.Type.COMPLETE);
    assertThat(said(complete.getChangesList())).containsExactlyInAnyOrder("UPDATE secret vaulted.t1",
        "UPDATE secret vaulted.t3", "UPDATE secret plain", "UPDATE task t1", "UPDATE task t2", "UPDATE task t3");
    assertThat(complete.getChangesList()).allMatch(change -> change.getAction() == AssignmentAction.UPDATE);

    at.assignments("n1", session);
    assertThat(questions).hasSize(2);
  }

  @Test
  void aTaskThatGoesWhileItsSecretsAreFetchedIsNotTold() {
    RecordingOutlet<AssignmentsMessage> outlet = opened();
    at.commit(user("t1", TaskState.ASSIGNED));
    at.store.delete(Table.TASK, "t1");
    answer(0, value("v", false));
    assertThat(said(changes(outlet))).isEmpty();
  }

  @Test
  void withoutAnyDriverTheReasonIsToldToo() {
    DispatcherFixture plain = new DispatcherFixture(
        Samples.node("n1", NodeStatus.State.READY), Samples.secret("plain"), driven("vaulted"));
    RecordingOutlet<AssignmentsMessage> outlet = plain.assignments("n1", plain.sessionId("n1"));
    plain.commit(user("t1", TaskState.ASSIGNED));
    plain.environment.runFor(QUIET);
    assertThat(outlet.messages()).isNotEmpty();
    assertThat(plain.task("t1").getStatus().getErr())
        .isEqualTo("secret vaulted is left out: there is no secret driver \"vault\" on this manager");
  }
}
