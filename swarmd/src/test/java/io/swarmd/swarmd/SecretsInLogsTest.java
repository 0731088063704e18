package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.swarmd.api.CAGrpc;
import io.swarmd.api.GetUnlockKeyRequest;
import io.swarmd.api.JoinTokens;
import io.swarmd.api.KeyRotation;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.identity.certificate.Pem;
import io.swarmd.identity.lock.UnlockKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What nobody may read in a log, even one at debug level. */
class SecretsInLogsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  private Path base;
  private final Lines lines = new Lines();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger ours = (Logger) LoggerFactory.getLogger("io.swarmd");
  private LocalSwarm swarm;

  /** All that is logged, with stacks. */
  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final Queue<String> texts = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      texts.add(event.getFormattedMessage()
          + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
  }

  @BeforeEach
  void listen() {
    lines.start();
    root.addAppender(lines);
    ours.setLevel(Level.TRACE);
    swarm = new LocalSwarm(base);
  }

  @AfterEach
  void stop() {
    swarm.close();
    root.detachAppender(lines);
    ours.setLevel(null);
  }

  @Test
  void neitherKeysNorTokensAreLogged() throws Exception {
    swarm.start("m1", "--autolock");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> ready() == 1);
    List<String> secrets = new ArrayList<>(secretsOfTheCluster());
    JoinTokens tokens = swarm.cluster("m1").getRootCa().getJoinTokens();
    swarm.join("m2", "m1", tokens.getManager());
    swarm.join("w1", "m1", tokens.getWorker());
    await().atMost(PATIENCE).ignoreExceptions().until(() -> ready() == 3);
    await().atMost(PATIENCE).ignoreExceptions().until(this::rotated);
    secrets.addAll(secretsOfTheCluster());
    byte[] workersKey = Files.readAllBytes(base.resolve("w1/certificates/swarm-node.key"));
    secrets.addAll(new String(Pem.normalize(workersKey)).lines()
        .filter(line -> line.length() > 40 && !line.startsWith("-")).toList());

    assertThat(secrets).hasSizeGreaterThan(6).doesNotHaveDuplicates().allMatch(secret -> secret.length() > 20);
    assertThat(lines.texts).hasSizeGreaterThan(5);
    assertThat(lines.texts).noneMatch(text -> secrets.stream().anyMatch(text::contains));
    assertThat(lines.texts).noneMatch(text -> text.contains("PRIVATE KEY-----"));
  }

  private long ready() {
    return swarm.control("m1").listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
        .filter(node -> node.getStatus().getState() == NodeStatus.State.READY).count();
  }

  private List<String> secretsOfTheCluster() {
    JoinTokens tokens = swarm.cluster("m1").getRootCa().getJoinTokens();
    UnlockKey key = UnlockKey.of(CAGrpc.newBlockingStub(swarm.channel("m1"))
        .getUnlockKey(GetUnlockKeyRequest.getDefaultInstance()).getUnlockKey().toByteArray());
    return List.of(tokens.getWorker(), tokens.getManager(), key.text());
  }

  /** Gives the cluster other tokens and another unlock key. */
  private boolean rotated() {
    var cluster = swarm.cluster("m1");
    return swarm.control("m1").updateCluster(UpdateClusterRequest.newBuilder().setClusterId(cluster.getId())
        .setClusterVersion(cluster.getMeta().getVersion()).setSpec(cluster.getSpec())
        .setRotation(KeyRotation.newBuilder().setWorkerJoinToken(true).setManagerJoinToken(true)
            .setManagerUnlockKey(true)).build()).hasCluster();
  }
}
