package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.swarmd.api.Config;
import io.swarmd.api.ConfigReference;
import io.swarmd.api.ConfigSpec;
import io.swarmd.api.CreateConfigRequest;
import io.swarmd.api.GetConfigRequest;
import io.swarmd.api.ListConfigsRequest;
import io.swarmd.api.RemoveConfigRequest;
import io.swarmd.api.RuntimeTarget;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.UpdateConfigRequest;
import io.swarmd.store.Table;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Configs, whose data is answered (control sheet, section 11). */
class ConfigCallsTest {

  private static final String BAD_SIZE = "config data must be larger than 0 and less than 1024000 bytes";

  private final ControlFixture control = new ControlFixture();

  @AfterEach
  void close() {
    control.close();
  }

  private static ConfigSpec.Builder spec(String name) {
    ConfigSpec.Builder spec = ConfigSpec.newBuilder().setData(ByteString.copyFromUtf8("text"));
    spec.getAnnotationsBuilder().setName(name);
    return spec;
  }

  private Config create(ConfigSpec.Builder spec) {
    return control.call(stub -> stub.createConfig(CreateConfigRequest.newBuilder().setSpec(spec).build())).getConfig();
  }

  private void refused(Code code, String text, ConfigSpec.Builder spec) {
    control.refused(code, text, stub -> stub.createConfig(CreateConfigRequest.newBuilder().setSpec(spec).build()));
  }

  private void removalRefused(Code code, String text, String id) {
    control.refused(code, text, stub -> stub.removeConfig(RemoveConfigRequest.newBuilder().setConfigId(id).build()));
  }

  @Test
  void dataIsAnswered() {
    Config created = create(spec("conf"));
    assertThat(created.getSpec().getData().toStringUtf8()).isEqualTo("text");
    assertThat(control.call(stub -> stub.getConfig(GetConfigRequest.newBuilder().setConfigId(created.getId()).build()))
        .getConfig()).isEqualTo(created);
    ListConfigsRequest.Builder request = ListConfigsRequest.newBuilder();
    request.getFiltersBuilder().addNames("CONF");
    assertThat(control.call(stub -> stub.listConfigs(request.build())).getConfigsList()).containsExactly(created);
    request.getFiltersBuilder().putLabels("zone", "");
    assertThat(control.call(stub -> stub.listConfigs(request.build())).getConfigsList()).isEmpty();
  }

  @Tag("control-7")
  @Test
  void dataHasASize() {
    refused(Code.INVALID_ARGUMENT, BAD_SIZE, spec("empty").setData(ByteString.EMPTY));
    refused(Code.INVALID_ARGUMENT, BAD_SIZE, spec("large").setData(ByteString.copyFrom(new byte[1_024_000])));
    Config largest = create(spec("largest").setData(ByteString.copyFrom(new byte[1_023_999])));
    assertThat(control.store.get(Table.CONFIG, largest.getId())).isEqualTo(largest);
  }

  @Test
  void whatIsWrongIsNamed() {
    refused(Code.INVALID_ARGUMENT, "name must be provided", spec(""));
    control.refused(Code.INVALID_ARGUMENT, "invalid argument",
        stub -> stub.createConfig(CreateConfigRequest.getDefaultInstance()));
    create(spec("conf"));
    refused(Code.ALREADY_EXISTS, "config Conf already exists", spec("Conf"));
    control.refused(Code.INVALID_ARGUMENT, "config ID must be provided",
        stub -> stub.getConfig(GetConfigRequest.getDefaultInstance()));
    control.refused(Code.NOT_FOUND, "config x not found",
        stub -> stub.getConfig(GetConfigRequest.newBuilder().setConfigId("x").build()));
    removalRefused(Code.INVALID_ARGUMENT, "config ID must be provided", "");
    removalRefused(Code.NOT_FOUND, "could not find config x", "x");
  }

  /** Whether a task gets it as a file, or its runtime reads it, it is in use. */
  @Test
  void aConfigInUseStays() {
    Config config = create(spec("conf"));
    ServiceSpec.Builder web = ControlFixture.spec("web");
    web.getTaskBuilder().getContainerBuilder().addConfigs(ConfigReference.newBuilder().setConfigId(config.getId())
        .setConfigName("conf").setRuntime(RuntimeTarget.getDefaultInstance()));
    Service user = control.create(web);
    removalRefused(Code.INVALID_ARGUMENT, "config 'conf' is in use by the following service: web", config.getId());

    control.store.delete(Table.SERVICE, user.getId());
    control.call(stub -> stub.removeConfig(RemoveConfigRequest.newBuilder().setConfigId(config.getId()).build()));
    assertThat(control.store.view().all(Table.CONFIG)).isEmpty();
  }

  @Test
  void onlyLabelsChange() {
    Config before = create(spec("conf"));
    UpdateConfigRequest.Builder update = UpdateConfigRequest.newBuilder().setConfigId(before.getId())
        .setConfigVersion(before.getMeta().getVersion()).setSpec(spec("conf"));
    for (ConfigSpec.Builder other : List.of(spec("renamed"), spec("conf").setData(ByteString.copyFromUtf8("new")))) {
      control.refused(Code.INVALID_ARGUMENT, "only updates to Labels are allowed",
          stub -> stub.updateConfig(update.clone().setSpec(other).build()));
    }
    for (UpdateConfigRequest.Builder lacking : List.of(update.clone().clearConfigId(),
        update.clone().clearConfigVersion(), update.clone().clearSpec())) {
      control.refused(Code.INVALID_ARGUMENT, "invalid argument", stub -> stub.updateConfig(lacking.build()));
    }
    update.getSpecBuilder().clearData().getAnnotationsBuilder().putLabels("a", "b");
    Config after = control.call(stub -> stub.updateConfig(update.build())).getConfig();
    assertThat(after.getSpec().getAnnotations().getLabelsMap()).containsEntry("a", "b").hasSize(1);
    assertThat(after.getSpec().getData()).isEqualTo(before.getSpec().getData());
    control.refused(Code.UNKNOWN, "update out of sequence", stub -> stub.updateConfig(update.build()));
  }
}
