package io.swarmd.swarmctl.dependency;

import io.swarmd.api.Annotations;
import io.swarmd.api.Config;
import io.swarmd.api.ConfigSpec;
import io.swarmd.api.CreateConfigRequest;
import io.swarmd.api.ListConfigsRequest;
import io.swarmd.api.Meta;
import io.swarmd.api.RemoveConfigRequest;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.text.Columns;
import io.swarmd.swarmctl.text.Moments;
import java.util.List;

/** Configs: their data is shown. */
record ConfigKind() implements Kind<Config> {

  @Override
  public String name() {
    return "config";
  }

  @Override
  public List<Flag> creationFlags() {
    return List.of();
  }

  @Override
  public String create(Invocation in, Annotations annotations) {
    ConfigSpec.Builder spec = ConfigSpec.newBuilder().setAnnotations(annotations).setData(Payload.read(in));
    Payload.templating(in).ifPresent(spec::setTemplating);
    return in.control().createConfig(CreateConfigRequest.newBuilder().setSpec(spec).build()).getConfig().getId();
  }

  @Override
  public List<Config> find(Invocation in, String nameOrIdPrefix) {
    ListConfigsRequest.Builder request = ListConfigsRequest.newBuilder();
    if (!nameOrIdPrefix.isEmpty()) {
      request.getFiltersBuilder().addNames(nameOrIdPrefix).addIdPrefixes(nameOrIdPrefix);
    }
    return in.control().listConfigs(request.build()).getConfigsList();
  }

  @Override
  public void remove(Invocation in, String id) {
    in.control().removeConfig(RemoveConfigRequest.newBuilder().setConfigId(id).build());
  }

  @Override
  public String id(Config config) {
    return config.getId();
  }

  @Override
  public Meta meta(Config config) {
    return config.getMeta();
  }

  @Override
  public Annotations annotations(Config config) {
    return config.getSpec().getAnnotations();
  }

  @Override
  public Columns table(Invocation in, List<Config> configs) {
    Columns table = Columns.table(DependencyCommands.TABLE_PADDING, "ID", "Name", "Created");
    configs.forEach(config -> table.line(config.getId(), annotations(config).getName(),
        Moments.relative(config.getMeta().getCreatedAt(), in.now())));
    return table;
  }

  @Override
  public void printPayload(Invocation in, Config config) {
    in.out().println("Payload:");
    in.out().println();
    in.out().println(config.getSpec().getData().toStringUtf8());
  }
}
