package io.swarmd.membership.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.membership.ScriptedGroup;
import io.swarmd.store.group.ManagerGroup.Member;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private final ScriptedGroup group = new ScriptedGroup("leader");
  private final CompletableFuture<String> answer = new CompletableFuture<>();

  @BeforeEach
  void newcomer() {
    group.own(2);
  }

  private void letIn() {
    group.add(new Member(2, "newcomer", "10.0.0.2:4242", false, true));
  }

  @Test
  void theAnswerLetsIn() {
    CompletableFuture<Void> admitted = Admission.of(group, answer);
    assertThat(admitted).isNotDone();
    answer.complete("joined");
    assertThat(admitted).isCompleted();
  }

  /** The leader that let it in went away before its answer came, and no other manager is known. */
  @Test
  void whoIsAMemberWaitsForNoAnswer() {
    CompletableFuture<Void> admitted = Admission.of(group, answer);
    letIn();
    assertThat(admitted).isCompleted();
    assertThat(answer).as("the asking ends").isCancelled();
  }

  @Test
  void whoWasAMemberBeforeAsksInVain() {
    letIn();
    assertThat(Admission.of(group, answer)).isCompleted();
  }

  @Test
  void aRefusalIsTold() {
    CompletableFuture<Void> admitted = Admission.of(group, answer);
    answer.completeExceptionally(new IllegalStateException("refused"));
    assertThat(admitted).isCompletedExceptionally();
  }

  @Test
  void whoGivesUpStopsAsking() {
    Admission.of(group, answer).cancel(false);
    assertThat(answer).isCancelled();
  }
}
