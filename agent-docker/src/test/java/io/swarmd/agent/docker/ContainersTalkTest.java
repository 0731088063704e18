package io.swarmd.agent.docker;

import static io.swarmd.agent.docker.TestTasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmd.agent.exec.LogLine;
import io.swarmd.agent.exec.LogOptions;
import io.swarmd.api.LogStream;
import io.swarmd.api.PortConfig;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What tasks on a real Engine say and hear: ports, networks and logs. */
class ContainersTalkTest extends RealEngine {

  @Test
  @Tag("dispatch-79")
  void aPortTheEngineChoseIsTold() {
    Task.Builder task = tools(spec -> spec.addCommand("serve").addArgs("80").setStopGracePeriod(seconds(0)));
    task.getEndpointBuilder().addPorts(PortConfig.newBuilder().setName("hello").setTargetPort(80)
        .setPublishMode(PortConfig.PublishMode.HOST));
    node.assign(task);
    TaskStatus running = node.await(task, TaskState.RUNNING);
    PortConfig port = running.getPortStatus().getPorts(0);
    assertThat(port.getName()).isEqualTo("hello");
    assertThat(port.getTargetPort()).isEqualTo(80);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(machine.run("bash", "-c",
        "exec 3<> /dev/tcp/127.0.0.1/" + port.getPublishedPort() + " && cat <&3").text().strip())
        .isEqualTo(running.getContainer().getContainerId().substring(0, 12)));
  }

  @Test
  void tasksMeetOnNetworksOfTheNode() {
    Task.Builder server = tools(spec -> spec.addCommand("serve").addArgs("80").setHostname("thehost")
        .setStopGracePeriod(seconds(0)))
        .addNetworks(network("n1", "near", "bridge"));
    Task.Builder client = shell("until ask web 80; do sleep 0.1; done", spec -> {})
        .addNetworks(network("n2", "nearer", "bridge")).addNetworks(network("n1", "near", "bridge"));
    client.getNetworksBuilder(0).clearAliases();
    client.getNetworksBuilder(1).clearAliases();
    node.assign(server);
    node.await(server, TaskState.RUNNING);
    node.assign(client);
    node.await(client, TaskState.COMPLETE);
    assertThat(output(client)).contains("thehost");
    node.remove(server);
    await().atMost(PATIENCE).until(() -> engine.docker("ps", "-q").orFail().isEmpty());
    assertThat(networks()).contains("near", "nearer");
    node.remove(client);
    await().atMost(PATIENCE).until(() -> !networks().contains("near") && !networks().contains("nearer"));
  }

  private static List<String> networks() {
    return engine.docker("network", "ls", "--format", "{{.Name}}").orFail().lines().toList();
  }

  @Test
  void logsKeepStreamsAndOrder() {
    Task.Builder task = shell("for i in 1 2 3; do echo out $i; echo err $i >&2; sleep 0.05; done",
        spec -> {});
    node.assign(task);
    await().until(() -> node.status(task).getState() != TaskState.UNRECOGNIZED);
    List<LogLine> followed = node.logs(task, new LogOptions(ALL_LINES.streams(), true, OptionalLong.empty(),
        Optional.empty())).join();
    assertThat(texts(followed, LogStream.LOG_STREAM_STDOUT)).containsExactly("out 1\n", "out 2\n", "out 3\n");
    assertThat(texts(followed, LogStream.LOG_STREAM_STDERR)).containsExactly("err 1\n", "err 2\n", "err 3\n");
    assertThat(followed).filteredOn(line -> line.stream() == LogStream.LOG_STREAM_STDOUT)
        .isSortedAccordingTo(Comparator.comparing(LogLine::at));

    Set<LogStream> errors = Set.of(LogStream.LOG_STREAM_STDERR);
    assertThat(node.logs(task, new LogOptions(ALL_LINES.streams(), false, OptionalLong.of(2), Optional.empty())).join())
        .extracting(line -> line.data().toStringUtf8()).containsExactlyInAnyOrder("out 3\n", "err 3\n");
    LogLine second = followed.stream().filter(line -> line.data().toStringUtf8().equals("err 2\n")).findFirst()
        .orElseThrow();
    assertThat(node.logs(task, new LogOptions(errors, false, OptionalLong.empty(), Optional.of(second.at()))).join())
        .extracting(line -> line.data().toStringUtf8()).containsExactly("err 2\n", "err 3\n");
  }

  private static List<String> texts(List<LogLine> lines, LogStream stream) {
    return lines.stream().filter(line -> line.stream() == stream).map(line -> line.data().toStringUtf8()).toList();
  }

  @Test
  void aTerminalHasOneStream() {
    Task.Builder task = shell("echo out; echo err >&2", spec -> spec.setTty(true));
    node.assign(task);
    node.await(task, TaskState.COMPLETE);
    List<LogLine> lines = node.logs(task, ALL_LINES).join();
    assertThat(texts(lines, LogStream.LOG_STREAM_STDOUT)).containsExactly("out\r\n", "err\r\n");
    assertThat(lines).allSatisfy(line -> assertThat(line.at()).isAfter(Instant.EPOCH));
  }
}
