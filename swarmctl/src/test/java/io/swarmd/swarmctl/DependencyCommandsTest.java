package io.swarmd.swarmctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.swarmd.api.Config;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.CreateConfigRequest;
import io.swarmd.api.CreateSecretRequest;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.RemoveSecretRequest;
import io.swarmd.api.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The secret and config commands against the transcripts of the control sheet, 18.6. */
class DependencyCommandsTest {

  private static final String OLD = "j198i4l9wla6b76e7lnf7djbe";
  private static final String NEW = "zqvgw7mnac2bz4chqqi08null";

  @TempDir
  private Path directory;
  private final CommandLineFixture line = new CommandLineFixture();

  @AfterEach
  void close() {
    line.close();
  }

  private Secret.Builder secret(String id, String name, Duration age) {
    Secret.Builder secret = Secret.newBuilder().setId(id);
    secret.getMetaBuilder().setCreatedAt(line.ago(age));
    secret.getSpecBuilder().getAnnotationsBuilder().setName(name);
    return secret;
  }

  private void givenTwoSecrets() {
    line.control.secrets.add(secret(OLD, "sheet-sec", Duration.ofSeconds(15)).build());
    line.control.secrets.add(secret(NEW, "sheet-ok", Duration.ZERO).build());
  }

  private void givenConfig() {
    Config.Builder config = Config.newBuilder().setId(OLD);
    config.getMetaBuilder().setCreatedAt(line.ago(Duration.ofMinutes(3)));
    config.getSpecBuilder().setData(ByteString.copyFromUtf8("a = 1\nb = 2"))
        .getAnnotationsBuilder().setName("sheet-conf").putLabels("b", "2").putLabels("a", "1");
    line.control.configs.add(config.build());
  }

  private CreateSecretRequest created() {
    return (CreateSecretRequest) line.control.changes.getLast();
  }

  @Test
  void dataIsPipedInOrReadFromAFile() throws IOException {
    line.typed = "topsecret";
    assertThat(line.shows("secret", "create", "sheet-sec")).isEqualTo("created-id\n");
    assertThat(created().getSpec().getAnnotations().getName()).isEqualTo("sheet-sec");
    assertThat(created().getSpec().getData().toStringUtf8()).isEqualTo("topsecret");

    Path file = Files.write(directory.resolve("data"), new byte[] {0, -1, 10});
    line.shows("config", "create", "-f", file.toString(), "--label", "a=1,b=2", "--template-driver", "golang", "conf");
    CreateConfigRequest config = (CreateConfigRequest) line.control.changes.getLast();
    assertThat(config.getSpec().getData().toByteArray()).containsExactly(0, -1, 10);
    assertThat(config.getSpec().getAnnotations().getLabelsMap()).hasSize(2).containsEntry("b", "2");
    assertThat(config.getSpec().getTemplating().getName()).isEqualTo("golang");
  }

  @Test
  void withADriverNothingIsRead() {
    line.typed = "not read";
    line.shows("secret", "create", "q", "-d", "foo");
    assertThat(created().getSpec().getDriver().getName()).isEqualTo("foo");
    assertThat(created().getSpec().getData()).isEmpty();

    line.control.refusal = Status.UNKNOWN.withDescription("plugin \"foo\" not found");
    assertThat(line.fails("plugin \"foo\" not found", "secret", "create", "q", "-d", "foo")).isEmpty();
  }

  @Tag("control-48")
  @Test
  void secretsNewestFirst() {
    givenTwoSecrets();
    assertThat(line.shows("secret", "ls")).isEqualTo("""
        ID                           Name         Driver    Created
        --                           ----         ------    -------
        zqvgw7mnac2bz4chqqi08null    sheet-ok               now
        j198i4l9wla6b76e7lnf7djbe    sheet-sec              15 seconds ago
        """);
    assertThat(line.shows("secret", "ls", "-q")).isEqualTo(NEW + "\n" + OLD + "\n");
    assertThat(line.shows("secret", "ls", "--format", "json")).startsWith("[{").contains("\"name\": \"sheet-ok\"");
  }

  @Tag("control-48")
  @Test
  void oneSecretInFull() {
    givenTwoSecrets();
    String details = """
        ID             : j198i4l9wla6b76e7lnf7djbe
        Name           : sheet-sec
        Created        : 2026-11-21T03:11:45Z
        """;
    assertThat(line.shows("secret", "inspect", "SHEET-SEC")).isEqualTo(details);
    assertThat(line.shows("secret", "inspect", OLD)).isEqualTo(details);
    assertThat(line.shows("secret", "inspect", "--format", "json", "j198")).contains("\"id\": \"" + OLD + "\"");
    line.fails("secret none not found", "secret", "inspect", "none");
    line.fails("secret  not found", "secret", "rm", "");
  }

  @Test
  void idsGoBeforeNamesAndDoubtIsTold() {
    givenTwoSecrets();
    line.control.secrets.add(secret("third", OLD, Duration.ofDays(1)).build());
    assertThat(line.shows("secret", "inspect", OLD)).contains("sheet-sec");
    line.control.secrets.add(secret("sheet-sec-id", "other", Duration.ofDays(1)).build());
    assertThat(line.shows("secret", "inspect", "sheet-sec")).contains(OLD);
    line.control.secrets.add(secret("j2", "more", Duration.ofDays(1)).build());
    line.fails("secret j is ambiguous (2 matches found)", "secret", "inspect", "j");
  }

  @Test
  void severalAreRemoved() {
    givenTwoSecrets();
    assertThat(line.shows("secret", "rm", "sheet-sec", NEW)).isEqualTo(OLD + "\n" + NEW + "\n");
    assertThat(line.control.changes).containsExactly(RemoveSecretRequest.newBuilder().setSecretId(OLD).build(),
        RemoveSecretRequest.newBuilder().setSecretId(NEW).build());

    String inUse = "secret 'sheet-sec' is in use by the following service: sheet1";
    line.control.refusal = Status.INVALID_ARGUMENT.withDescription(inUse);
    assertThat(line.fails(inUse, "secret", "rm", "sheet-sec")).isEmpty();
  }

  @Test
  void configsWithTheirData() {
    givenConfig();
    assertThat(line.shows("config", "ls")).isEqualTo("""
        ID                           Name          Created
        --                           ----          -------
        j198i4l9wla6b76e7lnf7djbe    sheet-conf    3 minutes ago
        """);
    assertThat(line.shows("config", "inspect", "sheet-conf").lines().map(String::stripTrailing)).containsExactly(
        "ID             : j198i4l9wla6b76e7lnf7djbe", "Name           : sheet-conf", "Labels",
        "  a            : 1", "  b            : 2", "Created        : 2026-11-21T03:09:00Z",
        "Payload:", "", "a = 1", "b = 2");
    assertThat(line.shows("config", "rm", "j198")).isEqualTo(OLD + "\n");
  }

  @Tag("control-49")
  @Test
  void wrongLinesAreRefusedWithTheUsage() {
    String create = "create command takes a unique secret name as an argument, and accepts secret data via stdin or "
        + "via a file";
    assertThat(line.fails(create, "secret", "create")).contains("Usage:");
    line.fails(create, "secret", "create", "a", "b");
    line.fails("inspect command takes a single config ID or name", "config", "inspect");
    line.fails("remove command takes a single secret ID or name", "secret", "rm");
    line.fails("Error reading from file '/none': open /none: no such file or directory",
        "secret", "create", "x", "-f", "/none");
    line.fails("malformed label: a", "config", "create", "x", "--label", "a");
    assertThat(line.control.changes).isEmpty();
  }

  @Test
  void servicesAreCreatedWithThem() {
    givenTwoSecrets();
    givenConfig();
    line.shows("service", "create", "--name", "x", "--image", "y", "--secret", "sheet-sec:key", "--config",
        "sheet-conf");
    ContainerSpec container =
        ((CreateServiceRequest) line.control.changes.getLast()).getSpec().getTask().getContainer();
    assertThat(container.getSecrets(0).getSecretId()).isEqualTo(OLD);
    assertThat(container.getSecrets(0).getFile().getName()).isEqualTo("key");
    assertThat(container.getConfigs(0).getConfigName()).isEqualTo("sheet-conf");
    assertThat(container.getConfigs(0).getFile().getMode()).isEqualTo(0444);
    line.fails("secret not found: none", "service", "create", "--name", "x", "--image", "y", "--secret", "none");
  }
}
