package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.swarmd.api.CreateSecretRequest;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.GetSecretRequest;
import io.swarmd.api.ListSecretsRequest;
import io.swarmd.api.RemoveSecretRequest;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretSpec;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.UpdateSecretRequest;
import io.swarmd.store.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets, whose data no answer may hold (control sheet, section 10). */
class SecretCallsTest {

  private static final String BAD_NAME = "invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and "
      + "end character must be [a-zA-Z0-9]";
  private static final String BAD_SIZE = "secret data must be larger than 0 and less than 512000 bytes";

  private final ControlFixture control = new ControlFixture();

  @AfterEach
  void close() {
    control.close();
  }

  private static SecretSpec.Builder spec(String name) {
    SecretSpec.Builder spec = SecretSpec.newBuilder().setData(ByteString.copyFromUtf8("hush"));
    spec.getAnnotationsBuilder().setName(name);
    return spec;
  }

  private Secret create(SecretSpec.Builder spec) {
    return control.call(stub -> stub.createSecret(CreateSecretRequest.newBuilder().setSpec(spec).build())).getSecret();
  }

  private void refused(Code code, String text, SecretSpec.Builder spec) {
    control.refused(code, text, stub -> stub.createSecret(CreateSecretRequest.newBuilder().setSpec(spec).build()));
  }

  private List<String> listed(Consumer<ListSecretsRequest.Filters.Builder> filter) {
    ListSecretsRequest.Builder request = ListSecretsRequest.newBuilder();
    filter.accept(request.getFiltersBuilder());
    List<Secret> found = control.call(stub -> stub.listSecrets(request.build())).getSecretsList();
    assertThat(found).allMatch(secret -> secret.getSpec().getData().isEmpty());
    return found.stream().map(secret -> secret.getSpec().getAnnotations().getName()).toList();
  }

  private Secret get(String id) {
    return control.call(stub -> stub.getSecret(GetSecretRequest.newBuilder().setSecretId(id).build())).getSecret();
  }

  private Secret stored(String id) {
    return control.store.get(Table.SECRET, id);
  }

  private Service user(String name, Secret secret) {
    ServiceSpec.Builder spec = ControlFixture.spec(name);
    spec.getTaskBuilder().getContainerBuilder().addSecretsBuilder().setSecretId(secret.getId())
        .setSecretName(secret.getSpec().getAnnotations().getName()).getFileBuilder().setName("file");
    return control.create(spec);
  }

  private void removalRefused(Code code, String text, String id) {
    control.refused(code, text, stub -> stub.removeSecret(RemoveSecretRequest.newBuilder().setSecretId(id).build()));
  }

  @Test
  void dataIsStoredButNeverAnswered() {
    Secret created = create(spec("db.pass_word-1"));

    assertThat(created.getId()).hasSize(25);
    assertThat(created.getSpec().getData()).isEmpty();
    assertThat(get(created.getId()).getSpec().getData()).isEmpty();
    assertThat(stored(created.getId()).getSpec().getData().toStringUtf8()).isEqualTo("hush");
  }

  @Tag("control-7")
  @Test
  void dataHasASize() {
    refused(Code.INVALID_ARGUMENT, BAD_SIZE, spec("empty").setData(ByteString.EMPTY));
    refused(Code.INVALID_ARGUMENT, BAD_SIZE, spec("large").setData(ByteString.copyFrom(new byte[512_000])));
    Secret largest = create(spec("largest").setData(ByteString.copyFrom(new byte[511_999])));
    assertThat(stored(largest.getId()).getSpec().getData().size()).isEqualTo(511_999);
  }

  @ParameterizedTest
  @ValueSource(strings = {".a", "a-", "-a", "a b", "a/b", "ä",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
  void namesAreThoseOfFiles(String name) {
    refused(Code.INVALID_ARGUMENT, BAD_NAME, spec(name));
  }

  @Test
  void whatIsMissingIsNamed() {
    control.refused(Code.INVALID_ARGUMENT, "invalid argument",
        stub -> stub.createSecret(CreateSecretRequest.getDefaultInstance()));
    refused(Code.INVALID_ARGUMENT, "name must be provided", spec(""));
    control.refused(Code.INVALID_ARGUMENT, "secret ID must be provided",
        stub -> stub.getSecret(GetSecretRequest.getDefaultInstance()));
    control.refused(Code.NOT_FOUND, "secret x not found",
        stub -> stub.getSecret(GetSecretRequest.newBuilder().setSecretId("x").build()));
    removalRefused(Code.INVALID_ARGUMENT, "secret ID must be provided", "");
    removalRefused(Code.NOT_FOUND, "could not find secret x", "x");
  }

  @Test
  void namesAreUniqueWhateverTheirCase() {
    create(spec("key"));
    refused(Code.ALREADY_EXISTS, "secret KEY already exists", spec("KEY"));
  }

  @Test
  void noManagerHasDriversOfSecrets() {
    SecretSpec.Builder nameless = spec("driven");
    nameless.getDriverBuilder();
    refused(Code.INVALID_ARGUMENT, "secret driver must have a name", nameless);
    SecretSpec.Builder foo = spec("driven").clearData();
    foo.getDriverBuilder().setName("foo");
    refused(Code.UNKNOWN, "plugin \"foo\" not found", foo);
    assertThat(control.store.view().all(Table.SECRET)).isEmpty();
  }

  @Tag("control-9")
  @Tag("control-10")
  @Test
  void listsJoinWhatNamesAndPrefixesFind() {
    create(spec("web"));
    Secret other = create(spec("other"));
    create(spec("third"));

    assertThat(listed(filter -> filter.addNames("WEB"))).containsExactly("web");
    assertThat(listed(filter -> filter.addNames("web").addIdPrefixes(other.getId()))).containsExactly("web", "other");
    assertThat(listed(filter -> filter.addNamePrefixes("th").addNames("third"))).containsExactly("third");
    assertThat(listed(filter -> filter.addNames("none"))).isEmpty();
    assertThat(listed(filter -> { })).containsExactlyInAnyOrder("web", "other", "third");
  }

  @Test
  void labelsNarrowAListDown() {
    SecretSpec.Builder labelled = spec("labelled");
    labelled.getAnnotationsBuilder().putLabels("zone", "north");
    create(labelled);
    create(spec("plain"));

    assertThat(listed(filter -> filter.putLabels("zone", ""))).containsExactly("labelled");
    assertThat(listed(filter -> filter.addNames("plain").putLabels("zone", ""))).isEmpty();
  }

  @Tag("control-35")
  @Test
  void aSecretInUseStays() {
    Secret secret = create(spec("key"));
    Service first = user("a", secret);
    removalRefused(Code.INVALID_ARGUMENT, "secret 'key' is in use by the following service: a", secret.getId());
    Service second = user("b", secret);
    String names = Stream.of(first, second).sorted(Comparator.comparing(Service::getId))
        .map(service -> service.getSpec().getAnnotations().getName()).collect(Collectors.joining(", "));
    removalRefused(Code.INVALID_ARGUMENT, "secret 'key' is in use by the following services: " + names,
        secret.getId());

    control.store.delete(Table.SERVICE, first.getId());
    control.store.delete(Table.SERVICE, second.getId());
    control.call(stub -> stub.removeSecret(RemoveSecretRequest.newBuilder().setSecretId(secret.getId()).build()));
    assertThat(control.store.view().all(Table.SECRET)).isEmpty();
  }

  private UpdateSecretRequest update(Secret stored, SecretSpec.Builder spec) {
    return UpdateSecretRequest.newBuilder().setSecretId(stored.getId())
        .setSecretVersion(stored.getMeta().getVersion()).setSpec(spec).build();
  }

  @Tag("control-36")
  @ParameterizedTest
  @ValueSource(strings = {"hush", ""})
  void onlyLabelsChange(String data) {
    Secret before = create(spec("key"));
    String refusal = "only updates to Labels are allowed";
    control.refused(Code.INVALID_ARGUMENT, refusal,
        stub -> stub.updateSecret(update(before, spec("key").setData(ByteString.copyFromUtf8("other")))));
    control.refused(Code.INVALID_ARGUMENT, refusal, stub -> stub.updateSecret(update(before, spec("renamed"))));

    SecretSpec.Builder labelled = spec("key").setData(ByteString.copyFromUtf8(data));
    labelled.getAnnotationsBuilder().putLabels("a", "b");
    Secret after = control.call(stub -> stub.updateSecret(update(before, labelled))).getSecret();

    assertThat(after.getSpec().getData()).isEmpty();
    assertThat(after.getSpec().getAnnotations().getLabelsMap()).containsExactly(Map.entry("a", "b"));
    assertThat(stored(before.getId()).getSpec().getData().toStringUtf8()).isEqualTo("hush");
    control.refused(Code.UNKNOWN, "update out of sequence", stub -> stub.updateSecret(update(before, labelled)));
  }

  @Test
  void anUpdateMustSayWhatOfWhichVersion() {
    Secret secret = create(spec("key"));
    UpdateSecretRequest whole = update(secret, spec("key"));
    for (UpdateSecretRequest.Builder lacking : List.of(whole.toBuilder().clearSecretId(),
        whole.toBuilder().clearSecretVersion(), whole.toBuilder().clearSpec())) {
      control.refused(Code.INVALID_ARGUMENT, "invalid argument", stub -> stub.updateSecret(lacking.build()));
    }
    control.refused(Code.NOT_FOUND, "secret x not found",
        stub -> stub.updateSecret(whole.toBuilder().setSecretId("x").build()));
  }

  @Tag("control-37")
  @Test
  void internalSecretsAreFoundByIdOnly() {
    control.store.commit(Secret.newBuilder().setId("inner").setInternal(true).setSpec(spec("inner")).build());

    assertThat(listed(filter -> { })).isEmpty();
    assertThat(listed(filter -> filter.addNames("inner"))).isEmpty();
    assertThat(get("inner").getInternal()).isTrue();
    assertThat(get("inner").getSpec().getData()).isEmpty();
  }

  @Test
  void aServiceMustNameTheSecretAsItIsCalled() {
    Secret secret = create(spec("key"));
    ServiceSpec.Builder spec = ControlFixture.spec("web");
    spec.getTaskBuilder().getContainerBuilder().addSecretsBuilder().setSecretId(secret.getId()).setSecretName("lock")
        .getFileBuilder().setName("file");
    control.refused(Code.INVALID_ARGUMENT, "secret not found: lock", stub -> stub.createService(
        CreateServiceRequest.newBuilder().setSpec(spec).build()));
  }
}
