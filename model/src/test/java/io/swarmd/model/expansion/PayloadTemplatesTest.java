package io.swarmd.model.expansion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.swarmd.api.Config;
import io.swarmd.api.ConfigReference;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Driver;
import io.swarmd.api.FileTarget;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretReference;
import io.swarmd.api.Task;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PayloadTemplatesTest {

  private static final NodeDescription NODE = NodeDescription.newBuilder().setHostname("host-1").build();

  private final Map<String, Secret> secrets = new HashMap<>();
  private final Map<String, Config> configs = new HashMap<>();
  private final ContainerSpec.Builder container = ContainerSpec.newBuilder().addEnv("A=1").addEnv("A=2=3");

  private PayloadTemplates payloads() {
    Task.Builder task = Task.newBuilder().setId("t1").setNodeId("n1").setSlot(3);
    task.getSpecBuilder().setContainer(container);
    return new PayloadTemplates(task.build(), NODE, this::secret, configs::get);
  }

  private Secret secret(String id) {
    if (!secrets.containsKey(id)) {
      throw new IllegalArgumentException("secret " + id + " not found");
    }
    return secrets.get(id);
  }

  private void secret(String id, String target, String language, ByteString data) {
    Secret.Builder secret = Secret.newBuilder().setId(id);
    secret.getSpecBuilder().setData(data).setTemplating(Driver.newBuilder().setName(language));
    secrets.put(id, secret.build());
    container.addSecrets(
        SecretReference.newBuilder().setSecretId(id).setFile(FileTarget.newBuilder().setName(target)));
  }

  private void config(String id, String target, String language, String data) {
    Config.Builder config = Config.newBuilder().setId(id);
    config.getSpecBuilder().setData(ByteString.copyFromUtf8(data)).setTemplating(Driver.newBuilder().setName(language));
    configs.put(id, config.build());
    container.addConfigs(
        ConfigReference.newBuilder().setConfigId(id).setFile(FileTarget.newBuilder().setName(target)));
  }

  private static Payload plain(String text, boolean sensitive) {
    return new Payload(ByteString.copyFromUtf8(text), sensitive);
  }

  @Test
  @Tag("dispatch-76")
  void aConfigTakesInASecretAndIsSensitiveThen() {
    secret("s1", "password", "", ByteString.copyFromUtf8("hidden"));
    config("c1", "app.conf", "golang", "password={{secret \"password\"}} at {{.Node.Hostname}}/{{.Task.Slot}}");
    config("c2", "plain.conf", "golang", "a={{env \"A\"}}{{env \"B\"}}");
    assertThat(payloads().config("c1")).isEqualTo(plain("password=hidden at host-1/3", true));
    assertThat(payloads().config("c2")).isEqualTo(plain("a=2=3", false));
  }

  @Test
  @Tag("dispatch-76")
  void anUnknownTargetIsToldWithTheObject() {
    config("c1", "app.conf", "golang", "{{secret \"nowhere\"}}");
    secret("s1", "password", "golang", ByteString.copyFromUtf8("{{config \"nowhere\"}}"));
    assertThatThrownBy(() -> payloads().config("c1")).hasMessage(
        "failed to expand templated config c1: template: expansion:1:2: secret target nowhere not found");
    assertThatThrownBy(() -> payloads().secret("s1")).hasMessage(
        "failed to expand templated secret s1: template: expansion:1:2: config target nowhere not found");
  }

  @Test
  @Tag("dispatch-76")
  void whatIsIncludedIsTakenAsItIsAlsoItself() {
    config("c1", "self", "golang", "<{{config \"self\"}}>");
    assertThat(payloads().config("c1")).isEqualTo(plain("<<{{config \"self\"}}>>", false));
  }

  @Test
  void withoutALanguageNothingIsFilledIn() {
    config("c1", "a", "", "{{.Task.Slot}}");
    secret("s1", "b", "", ByteString.copyFromUtf8("{{"));
    assertThat(payloads().config("c1")).isEqualTo(plain("{{.Task.Slot}}", false));
    assertThat(payloads().secret("s1")).isEqualTo(plain("{{", true));
  }

  @Test
  void anotherLanguageIsRefused() {
    config("c1", "a", "jinja", "x");
    assertThatThrownBy(() -> payloads().config("c1"))
        .hasMessage("failed to expand templated config c1: unrecognized template type");
  }

  @Test
  void aSecretThatIsNoTextStaysWhatItIs() {
    ByteString raw = ByteString.copyFrom(new byte[] {(byte) 0xff, 0, 10, (byte) 0xfe});
    secret("s1", "key", "", raw);
    secret("s2", "bundle", "golang", ByteString.copyFromUtf8("{{secret \"key\"}}"));
    assertThat(payloads().secret("s2").data()).isEqualTo(raw);
    assertThat(payloads().secret("s2")).hasToString("Payload[4 bytes]");
  }
}
