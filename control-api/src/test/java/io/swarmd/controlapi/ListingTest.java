package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.swarmd.api.GetTaskRequest;
import io.swarmd.api.ListServicesRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.Node;
import io.swarmd.api.RemoveTaskRequest;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.Version;
import io.swarmd.store.Table;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Filters of lists (control sheet, section 4) and the calls about tasks (section 6). */
class ListingTest {

  private final ControlFixture control = new ControlFixture();

  @AfterEach
  void close() {
    control.close();
  }

  private List<String> services(Consumer<ListServicesRequest.Filters.Builder> filter) {
    ListServicesRequest.Builder request = ListServicesRequest.newBuilder();
    filter.accept(request.getFiltersBuilder());
    return control.call(stub -> stub.listServices(request.build())).getServicesList().stream()
        .map(service -> service.getSpec().getAnnotations().getName()).toList();
  }

  private List<String> tasks(Consumer<ListTasksRequest.Filters.Builder> filter) {
    ListTasksRequest.Builder request = ListTasksRequest.newBuilder();
    filter.accept(request.getFiltersBuilder());
    return control.call(stub -> stub.listTasks(request.build())).getTasksList().stream().map(Task::getId).toList();
  }

  private Service labelled(String name, String key, String value) {
    ServiceSpec.Builder spec = ControlFixture.spec(name);
    spec.getAnnotationsBuilder().putLabels(key, value);
    return control.create(spec);
  }

  @Tag("control-9")
  @Test
  void namesOfServicesMustEqualInCase() {
    control.create(ControlFixture.spec("web"));

    assertThat(services(filter -> filter.addNames("WEB"))).isEmpty();
    assertThat(services(filter -> filter.addNames("web"))).containsExactly("web");
    assertThat(services(filter -> filter.addNamePrefixes("w"))).containsExactly("web");
  }

  @Tag("control-10")
  @Test
  void filtersOfDifferentKindsMustAllHold() {
    control.create(ControlFixture.spec("a"));
    Service b = control.create(ControlFixture.spec("b"));

    assertThat(services(filter -> filter.addNames("a").addIdPrefixes(b.getId()))).isEmpty();
    assertThat(services(filter -> filter.addNames("b").addIdPrefixes(b.getId()))).containsExactly("b");
    assertThat(services(filter -> filter.addNames("b").addNames("a").addNames("b"))).containsExactly("b", "a");
  }

  @Tag("control-11")
  @Test
  void anEmptyLabelValueMatchesAny() {
    labelled("a", "zone", "north");
    labelled("b", "other", "");

    assertThat(services(filter -> filter.putLabels("zone", ""))).containsExactly("a");
    assertThat(services(filter -> filter.putLabels("zone", "north"))).containsExactly("a");
    assertThat(services(filter -> filter.putLabels("zone", "south"))).isEmpty();
  }

  @Test
  void withoutFiltersEverythingComesInTheOrderOfIds() {
    List.of("c", "a", "b").forEach(name -> control.create(ControlFixture.spec(name)));

    assertThat(control.call(stub -> stub.listServices(ListServicesRequest.getDefaultInstance())).getServicesList())
        .extracting(Service::getId).isSorted().hasSize(3);
  }

  private static Task.Builder task(String id, Service service, TaskState desired) {
    Task.Builder task = Task.newBuilder().setId(id).setServiceId(service.getId()).setDesiredState(desired)
        .setSpec(service.getSpec().getTask()).setNodeId("n-" + id).setSlot(1);
    task.getServiceAnnotationsBuilder().setName(service.getSpec().getAnnotations().getName());
    return task;
  }

  @Test
  void tasksAreFoundByServiceNodeStateAndName() {
    Service web = control.create(ControlFixture.spec("web"));
    control.store.commit(task("t1", web, TaskState.RUNNING).build(), task("t2", web, TaskState.SHUTDOWN).build());

    assertThat(tasks(filter -> filter.addServiceIds(web.getId()))).containsExactly("t1", "t2");
    assertThat(tasks(filter -> filter.addNodeIds("n-t2"))).containsExactly("t2");
    assertThat(tasks(filter -> filter.addDesiredStates(TaskState.RUNNING))).containsExactly("t1");
    assertThat(tasks(filter -> filter.addNames("web.1.t1"))).containsExactly("t1");
    assertThat(tasks(filter -> filter.addRuntimes("container").addIdPrefixes("t2"))).containsExactly("t2");
  }

  @Test
  void upToDateTasksAreThoseOfTheServicesSpec() {
    Service web = control.create(ControlFixture.spec("web"));
    Task.Builder old = task("old", web, TaskState.RUNNING);
    old.getSpecBuilder().getContainerBuilder().setImage("busybox:1");
    Task.Builder orphan = task("orphan", web, TaskState.RUNNING).setServiceId("gone");
    control.store.commit(old.build(), orphan.build(), task("new", web, TaskState.RUNNING).build());

    assertThat(tasks(filter -> filter.setUpToDate(true))).containsExactly("new");
  }

  @Test
  void aTaskThatFitsNewConstraintsWhereItIsIsUpToDate() {
    Service web = control.create(ControlFixture.spec("web"));
    Service placed = web.toBuilder().setSpecVersion(Version.newBuilder().setIndex(99)).build();
    placed = placed.toBuilder().setSpec(constrained(placed.getSpec(), "node.hostname==host-a")).build();
    control.store.commit(task("fits", web, TaskState.RUNNING).setNodeId("a").build(),
        task("elsewhere", web, TaskState.RUNNING).setNodeId("b").build(),
        task("nowhere", web, TaskState.PENDING).setNodeId("").build(), host("a"), host("b"), placed);

    assertThat(tasks(filter -> filter.setUpToDate(true))).containsExactly("fits");
  }

  private static ServiceSpec constrained(ServiceSpec spec, String constraint) {
    ServiceSpec.Builder changed = spec.toBuilder();
    changed.getTaskBuilder().getPlacementBuilder().addConstraints(constraint);
    return changed.build();
  }

  private static Node host(String id) {
    Node.Builder node = Node.newBuilder().setId(id);
    node.getDescriptionBuilder().setHostname("host-" + id);
    return node.build();
  }

  @Test
  void aTaskIsRemovedAtOnce() {
    Service web = control.create(ControlFixture.spec("web"));
    control.store.commit(task("t1", web, TaskState.RUNNING).build());

    control.call(stub -> stub.removeTask(RemoveTaskRequest.newBuilder().setTaskId("t1").build()));

    assertThat(control.store.view().get(Table.TASK, "t1")).isEmpty();
    control.refused(Code.NOT_FOUND, "task t1 not found",
        stub -> stub.getTask(GetTaskRequest.newBuilder().setTaskId("t1").build()));
    control.refused(Code.INVALID_ARGUMENT, "invalid argument",
        stub -> stub.removeTask(RemoveTaskRequest.getDefaultInstance()));
  }
}
