package io.swarmd.swarmd.dump;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.swarmd.api.CAConfig;
import io.swarmd.api.Cluster;
import io.swarmd.api.ClusterSpec;
import io.swarmd.api.Config;
import io.swarmd.api.ConfigSpec;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.EncryptionKey;
import io.swarmd.api.RootCA;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretSpec;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedactionTest {

  private static final String HIDDEN = "topsecret";
  private static final ByteString BYTES = ByteString.copyFromUtf8(HIDDEN);

  static Stream<Message> objects() {
    TaskSpec task = TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().addEnv("A=" + HIDDEN)
        .setPullOptions(ContainerSpec.PullOptions.newBuilder().setRegistryAuth(HIDDEN))).build();
    ServiceSpec service = ServiceSpec.newBuilder().setTask(task).build();
    EncryptionKey key = EncryptionKey.newBuilder().setKey(BYTES).build();
    return Stream.of(
        Secret.newBuilder().setId("kept").setSpec(SecretSpec.newBuilder().setData(BYTES)).build(),
        Config.newBuilder().setId("kept").setSpec(ConfigSpec.newBuilder().setData(BYTES)).build(),
        Task.newBuilder().setId("kept").setSpec(task).build(),
        Service.newBuilder().setId("kept").setSpec(service).setPreviousSpec(service).build(),
        Cluster.newBuilder().setId("kept").setRootCa(RootCA.newBuilder().setCaKey(BYTES)).addUnlockKeys(key)
            .addNetworkBootstrapKeys(key).setSpec(ClusterSpec.newBuilder()
                .setCaConfig(CAConfig.newBuilder().setSigningCaKey(BYTES))).build());
  }

  @ParameterizedTest
  @MethodSource("objects")
  void nothingHiddenIsLeft(Message object) {
    assertThat(object.toString()).contains(HIDDEN);
    assertThat(Redaction.of(object).toString()).contains("kept").doesNotContain(HIDDEN);
  }
}
