package io.swarmd.faults.client;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.GetServiceRequest;
import io.swarmd.api.ListServicesRequest;
import io.swarmd.api.RemoveServiceRequest;
import io.swarmd.api.ReplicatedService;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.UpdateServiceRequest;
import io.swarmd.api.Version;
import io.swarmd.faults.history.Answer;
import io.swarmd.faults.history.Request;
import io.swarmd.faults.history.Seen;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The history's objects, which are services without tasks: the value is a label. Any thread may ask.
 *
 * <p>An object carries the version its transaction began with (control sheet, 3, 4). Here it has the version it was
 * committed under, which is the next, and by which watchers are told of it.
 */
final class Register {

  static final String NAMES_BEGIN_WITH = "register-";

  private static final String LABEL = "value";
  private static final int CALL_SECONDS = 4;

  private final ManagedChannel channel;
  private final Map<String, String> names;

  /**
   * The objects by way of one manager.
   *
   * @param names of the objects by id, shared by all clients: an update must repeat the name
   */
  Register(ManagedChannel channel, Map<String, String> names) {
    this.channel = channel;
    this.names = names;
  }

  static Map<String, String> names() {
    return new ConcurrentHashMap<>();
  }

  Answer ask(Request request) {
    try {
      return asked(request);
    } catch (StatusRuntimeException refused) {
      return refused(refused);
    }
  }

  static Answer.Refused refused(StatusRuntimeException refusal) {
    return new Answer.Refused(refusal.getStatus().getCode().name(),
        Optional.ofNullable(refusal.getStatus().getDescription()).orElse(""));
  }

  private Answer asked(Request request) {
    ControlGrpc.ControlBlockingStub control =
        ControlGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    return switch (request) {
      case Request.Create(String value) -> shown(control.createService(CreateServiceRequest.newBuilder()
          .setSpec(spec(NAMES_BEGIN_WITH + value, value)).build()).getService());
      case Request.Update(String id, long version, String value) -> shown(control.updateService(
          UpdateServiceRequest.newBuilder().setServiceId(id)
              .setServiceVersion(Version.newBuilder().setIndex(version - 1))
              .setSpec(spec(names.get(id), value)).build()).getService());
      case Request.Remove(String id) -> {
        control.removeService(RemoveServiceRequest.newBuilder().setServiceId(id).build());
        yield new Answer.Removed();
      }
      case Request.Read(String id) ->
          shown(control.getService(GetServiceRequest.newBuilder().setServiceId(id).build()).getService());
      case Request.ReadAll all -> new Answer.Listed(control.listServices(ListServicesRequest.newBuilder()
          .setFilters(ListServicesRequest.Filters.newBuilder().addNamePrefixes(NAMES_BEGIN_WITH)).build())
          .getServicesList().stream().map(Register::seen).toList());
    };
  }

  private Answer shown(Service service) {
    names.put(service.getId(), service.getSpec().getAnnotations().getName());
    return new Answer.Shown(seen(service));
  }

  static Seen seen(Service service) {
    return new Seen(service.getId(), service.getMeta().getVersion().getIndex() + 1,
        service.getSpec().getAnnotations().getLabelsOrDefault(LABEL, ""));
  }

  private static ServiceSpec spec(String name, String value) {
    return ServiceSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName(name).putLabels(LABEL, value))
        .setTask(TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage("hollow:1")))
        .setReplicated(ReplicatedService.newBuilder().setReplicas(0))
        .build();
  }
}
