package io.swarmd.swarmctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.GlobalJob;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.ReplicatedJob;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.api.UpdateServiceRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Jobs on the command line: made with docker's flags, shown with docker's words. */
class JobCommandsTest {

  private final CommandLineFixture line = new CommandLineFixture();

  private ServiceSpec created(String... flags) {
    line.shows(Stream.concat(Stream.of("service", "create", "--name", "batch", "--image", "host"), Stream.of(flags))
        .toArray(String[]::new));
    return ((CreateServiceRequest) line.control.changes.getLast()).getSpec();
  }

  private static ReplicatedJob job(long concurrent, long total) {
    return ReplicatedJob.newBuilder().setMaxConcurrent(concurrent).setTotalCompletions(total).build();
  }

  private Service stored(long concurrent, long total) {
    Service.Builder service = Service.newBuilder().setId("j1");
    service.getSpecBuilder().setReplicatedJob(job(concurrent, total)).getAnnotationsBuilder().setName("batch");
    service.getSpecBuilder().getTaskBuilder().getContainerBuilder().setImage("host");
    service.getJobStatusBuilder().setLastExecution(line.ago(Duration.ofSeconds(6)))
        .getJobIterationBuilder().setIndex(2);
    line.control.services.add(service.build());
    return service.build();
  }

  private void task(String id, long slot, TaskState state) {
    Task.Builder task = Task.newBuilder().setId(id).setServiceId("j1").setSlot(slot).setNodeId("n1")
        .setDesiredState(TaskState.COMPLETE);
    task.getServiceAnnotationsBuilder().setName("batch");
    task.getJobIterationBuilder().setIndex(2);
    task.getStatusBuilder().setState(state).setTimestamp(line.ago(Duration.ofSeconds(6)));
    line.control.tasks.add(task.build());
  }

  @Test
  void aJobRunsAllItsTasksAtOnceUnlessToldOtherwise() {
    assertThat(created("--mode", "replicated-job").getReplicatedJob()).isEqualTo(job(1, 1));
    assertThat(created("--mode", "replicated-job", "--replicas", "20").getReplicatedJob()).isEqualTo(job(20, 20));
    assertThat(created("--mode", "replicated-job", "--replicas", "20", "--max-concurrent", "4").getReplicatedJob())
        .isEqualTo(job(4, 20));
    assertThat(created("--mode", "global-job").hasGlobalJob()).isTrue();
  }

  @Test
  void anUpdateKeepsHowManyRunAtOnce() {
    stored(4, 20);
    line.shows("service", "update", "batch", "--replicas", "30");
    assertThat(((UpdateServiceRequest) line.control.changes.getLast()).getSpec().getReplicatedJob())
        .isEqualTo(job(4, 30));
  }

  @Test
  void aJobIsScaledToAnotherTotal() {
    stored(4, 20);
    assertThat(line.shows("service", "scale", "batch=40")).isEqualTo("batch scaled to 40\n");
    assertThat(((UpdateServiceRequest) line.control.changes.getLast()).getSpec().getReplicatedJob())
        .isEqualTo(job(4, 40));
  }

  @Test
  void theListTellsHowFarAJobIs() {
    stored(4, 20);
    task("a", 0, TaskState.COMPLETE);
    task("b", 1, TaskState.COMPLETE);
    task("c", 2, TaskState.RUNNING);
    assertThat(line.shows("service", "ls")).contains("batch  host   1/4 (2/20 completed)");
    assertThat(line.shows("service", "inspect", "batch")).contains("1/4 (2/20 completed)")
        .containsPattern("Iteration +: 2\n").containsPattern("Last Execution +: 6 seconds ago\n");
  }

  @Test
  void tasksOfAnEarlierIterationOnANodeThatIsDownAreNotCounted() {
    stored(4, 20);
    line.control.nodes.add(Node.newBuilder().setId("n1")
        .setStatus(NodeStatus.newBuilder().setState(NodeStatus.State.DOWN)).build());
    task("a", 0, TaskState.RUNNING);
    assertThat(line.shows("service", "ls")).contains("0/4 (0/20 completed)");
    line.control.tasks.replaceAll(task -> task.toBuilder().clearJobIteration().build());
    assertThat(line.shows("service", "ls")).contains("1/4 (0/20 completed)");
  }

  @Test
  void theFirstSlotOfAJobIsCalledByItsNumber() {
    stored(4, 20);
    task("a", 0, TaskState.COMPLETE);
    task("c", 2, TaskState.RUNNING);
    assertThat(line.shows("service", "ps", "batch")).contains("batch.0").contains("batch.2");
  }

  @Test
  void waitingEndsWhenTheJobIsComplete() {
    stored(2, 2);
    task("a", 0, TaskState.COMPLETE);
    int[] looks = {0};
    line.control.onListTasks = () -> {
      if (++looks[0] == 3) {
        task("b", 1, TaskState.COMPLETE);
      }
    };
    line.shows("service", "update", "batch", "--force", "--wait");
    assertThat(line.err.lines().toList()).containsExactly("job progress: 1 out of 2 completed",
        "job progress: 2 out of 2 completed", "job batch complete");
  }

  private void failed(String id, long slot, TaskState desired) {
    task(id, slot, TaskState.FAILED);
    line.control.tasks.add(line.control.tasks.removeLast().toBuilder().setDesiredState(desired)
        .setStatus(TaskStatus.newBuilder().setState(TaskState.FAILED).setErr("exit 3")).build());
  }

  @Test
  void waitingEndsWhenNoAttemptIsLeft() {
    stored(2, 3);
    task("a", 0, TaskState.COMPLETE);
    failed("b", 1, TaskState.SHUTDOWN);
    int[] looks = {0};
    line.control.onListTasks = () -> {
      switch (++looks[0]) {
        case 2 -> task("c", 2, TaskState.RUNNING);
        case 3 -> {
          line.control.tasks.removeIf(task -> task.getId().equals("c"));
          failed("c", 2, TaskState.SHUTDOWN);
        }
        default -> { /* nothing happens */ }
      }
    };
    assertThat(line.run("service", "update", "batch", "--force", "--wait")).isEqualTo(255);
    assertThat(looks).as("the third slot was to come, and then ran").containsExactly(3);
    assertThat(line.err).endsWith("Error: job batch cannot complete: 1 of 3 tasks completed, 2 failed with no attempt "
        + "left, the last as FAILED: exit 3; see 'service ps batch'\n");
  }

  @Test
  void aFailedTaskThatIsReplacedIsNoEnd() {
    stored(1, 1);
    failed("a", 0, TaskState.SHUTDOWN);
    task("b", 0, TaskState.PENDING);
    line.control.onListTasks = () -> {
      if (line.now.isAfter(Instant.parse("2026-11-21T03:12:05Z"))) {
        task("b2", 0, TaskState.COMPLETE);
      }
    };
    line.shows("service", "update", "batch", "--force", "--wait");
    assertThat(line.err).endsWith("job batch complete\n");
  }

  @Test
  void aGlobalJobThatFailedOnANodeIsNotComplete() {
    Service job = stored(1, 1);
    line.control.services.set(0, job.toBuilder()
        .setSpec(job.getSpec().toBuilder().setGlobalJob(GlobalJob.getDefaultInstance())).build());
    task("a", 0, TaskState.COMPLETE);
    failed("b", 0, TaskState.SHUTDOWN);
    line.control.tasks.add(line.control.tasks.removeLast().toBuilder().setNodeId("n2").build());
    assertThat(line.run("service", "update", "batch", "--force", "--wait")).isEqualTo(255);
    assertThat(line.err).contains("job progress: 1 out of 2 completed")
        .contains("Error: job batch cannot complete: 1 of 2 tasks completed, 1 failed with no attempt left");
  }
}
