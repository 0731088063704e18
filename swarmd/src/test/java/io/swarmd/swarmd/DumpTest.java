package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.swarmd.api.Annotations;
import io.swarmd.api.CAGrpc;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.GetUnlockKeyRequest;
import io.swarmd.api.ReplicatedService;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.TaskSpec;
import io.swarmd.identity.lock.UnlockKey;
import io.swarmd.swarmd.dump.Dump;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code swarmd dump} shows of a stopped manager. */
class DumpTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SECRET = "topsecret";

  @TempDir
  private Path base;
  private LocalSwarm swarm;

  @AfterEach
  void stop() {
    if (swarm != null) {
      swarm.close();
    }
  }

  private void foundWithObjects(String... flags) throws IOException {
    swarm = new LocalSwarm(base);
    swarm.start("m1", flags);
    await().atMost(PATIENCE).ignoreExceptions().until(() -> !swarm.cluster("m1").getId().isEmpty());
    swarm.control("m1").createService(CreateServiceRequest.newBuilder().setSpec(ServiceSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName("web"))
        .setReplicated(ReplicatedService.newBuilder().setReplicas(1))
        .setTask(TaskSpec.newBuilder().setContainer(
            ContainerSpec.newBuilder().setImage("host").addEnv("TOKEN=" + SECRET)))).build());
  }

  private List<String> dump(String... arguments) {
    Dump dump = new Dump();
    new CommandLine(dump).parseArgs(Stream.concat(Stream.of(arguments),
        Stream.of("-d", base.resolve("m1").toString())).toArray(String[]::new));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8)) {
      dump.run(print);
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void logAndObjectsAreShownAndRedactedOnRequest() throws IOException {
    foundWithObjects();
    assertThatThrownBy(() -> dump("log")).hasMessageContaining("is in use by another process");
    swarm.close();
    assertThat(dump("object", "service", "--name", "web")).singleElement().asString()
        .startsWith("{\"type\":\"service\",\"object\":{").contains("\"name\":\"web\"", SECRET);
    List<String> log = dump("log");
    assertThat(log.getFirst()).startsWith("{\"index\":0,\"term\":1,\"kind\":\"members\",\"members\":[\"");
    assertThat(String.join("\n", log)).contains("\"change\":\"created\",\"type\":\"cluster\"", SECRET, "caKey");
    assertThat(dump("log", "--start", "1", "--end", "2")).hasSize(2).first().asString().startsWith("{\"index\":1,");
    for (String subject : List.of("log", "object")) {
      assertThat(String.join("\n", dump(subject, "--redact"))).contains("\"name\":\"web\"", "ENVVARS REDACTED")
          .doesNotContain(SECRET, "caKey", "joinTokens", "networkBootstrapKeys");
    }
    assertThatThrownBy(() -> dump("object", "service", "--name", "none")).hasMessage("no matching objects found");
    assertThatThrownBy(() -> dump("object", "thing")).hasMessage("unrecognized object type thing");
    assertThatThrownBy(() -> dump("snapshot")).hasMessageContaining("no snapshot found in ");
    swarm.start("m1");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> !swarm.cluster("m1").getId().isEmpty());
  }

  @Test
  void aLockedManagersDataNeedsItsKey() throws IOException {
    foundWithObjects("--autolock");
    String key = UnlockKey.of(CAGrpc.newBlockingStub(swarm.channel("m1"))
        .getUnlockKey(GetUnlockKeyRequest.getDefaultInstance()).getUnlockKey().toByteArray()).text();
    swarm.close();
    assertThatThrownBy(() -> dump("log")).hasMessageContaining("unlock key");
    assertThat(dump("object", "service", "--unlock-key", key)).singleElement().asString().contains(SECRET);
  }
}
