package io.swarmd.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.swarmd.api.CaProto;
import io.swarmd.api.ControlProto;
import io.swarmd.api.DispatcherProto;
import io.swarmd.api.HealthProto;
import io.swarmd.api.LogbrokerProto;
import io.swarmd.api.ObjectsProto;
import io.swarmd.api.RaftProto;
import io.swarmd.api.ResourceProto;
import io.swarmd.api.SnapshotProto;
import io.swarmd.api.SpecsProto;
import io.swarmd.api.TypesProto;
import io.swarmd.api.WatchProto;
import io.swarmd.api.plugin.PluginProto;
import io.swarmd.api.plugin.TLSAuthorization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Holds the compiled descriptors against the written contract, in both directions: nothing missing, and nothing added
 * but the fields of our own, which have high numbers.
 */
class WireContractTest {

  private static final String PACKAGE = "docker.swarmkit.v1.";
  private static final int FIRST_OF_OUR_OWN = 50_000;

  private static final List<FileDescriptor> FILES = List.of(CaProto.getDescriptor(), ControlProto.getDescriptor(),
      DispatcherProto.getDescriptor(), HealthProto.getDescriptor(), LogbrokerProto.getDescriptor(),
      ObjectsProto.getDescriptor(), RaftProto.getDescriptor(), ResourceProto.getDescriptor(),
      SnapshotProto.getDescriptor(), SpecsProto.getDescriptor(), TypesProto.getDescriptor(), WatchProto.getDescriptor());

  @Test
  void everyMessageEnumAndServiceIsExactlyAsListed() throws IOException {
    SortedMap<String, SortedSet<String>> compiled = new TreeMap<>();
    for (FileDescriptor file : FILES) {
      file.getMessageTypes().forEach(message -> describe(message, compiled));
      file.getEnumTypes().forEach(enumeration -> describe(enumeration, compiled));
      file.getServices().forEach(service -> describe(service, compiled));
    }
    SortedMap<String, SortedSet<String>> listed = listed();
    assertThat(compiled.keySet()).isEqualTo(listed.keySet());
    listed.forEach((name, lines) -> assertThat(compiled.get(name)).as(name).isEqualTo(lines));
  }

  @Test
  void everyFileIsOfTheOriginalsPackage() {
    assertThat(FILES).allSatisfy(file -> assertThat(file.getPackage() + ".").isEqualTo(PACKAGE));
  }

  @Test
  void fieldsOfOurOwnAreFew() {
    List<String> own = FILES.stream().flatMap(file -> file.getMessageTypes().stream())
        .flatMap(message -> message.getFields().stream()).filter(WireContractTest::ourOwn)
        .map(FieldDescriptor::getFullName).toList();
    assertThat(own).containsExactlyInAnyOrder(PACKAGE + "NodeStatus.down_since", PACKAGE + "Node.released_addresses",
        PACKAGE + "NodeDescription.can_manage", PACKAGE + "JoinRequest.can_manage");
  }

  private static boolean ourOwn(FieldDescriptor field) {
    return field.getNumber() >= FIRST_OF_OUR_OWN;
  }

  private static SortedMap<String, SortedSet<String>> listed() throws IOException {
    SortedMap<String, SortedSet<String>> listed = new TreeMap<>();
    try (InputStream resource = WireContractTest.class.getResourceAsStream("/wire-contract.txt")) {
      SortedSet<String> current = null;
      for (String line : new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.startsWith("  ")) {
          current.add(line.strip());
        } else {
          current = new TreeSet<>();
          assertThat(listed.put(line, current)).as("listed twice: " + line).isNull();
        }
      }
    }
    return listed;
  }

  private static void describe(Descriptor message, SortedMap<String, SortedSet<String>> compiled) {
    SortedSet<String> lines = new TreeSet<>();
    for (FieldDescriptor field : message.getFields().stream().filter(f -> !ourOwn(f)).toList()) {
      String oneof = field.getRealContainingOneof() == null ? "" : " in " + field.getRealContainingOneof().getName();
      lines.add(type(field) + " " + field.getName() + " = " + field.getNumber() + oneof);
    }
    compiled.put("message " + local(message.getFullName()), lines);
    message.getEnumTypes().forEach(enumeration -> describe(enumeration, compiled));
    message.getNestedTypes().stream().filter(nested -> !nested.getOptions().getMapEntry())
        .forEach(nested -> describe(nested, compiled));
  }

  private static void describe(EnumDescriptor enumeration, SortedMap<String, SortedSet<String>> compiled) {
    SortedSet<String> lines = new TreeSet<>();
    for (EnumValueDescriptor value : enumeration.getValues()) {
      lines.add(value.getName() + " = " + value.getNumber());
    }
    compiled.put("enum " + local(enumeration.getFullName()), lines);
  }

  private static void describe(ServiceDescriptor service, SortedMap<String, SortedSet<String>> compiled) {
    SortedSet<String> lines = new TreeSet<>();
    for (MethodDescriptor method : service.getMethods()) {
      TLSAuthorization allowed = method.getOptions().getExtension(PluginProto.tlsAuthorization);
      lines.add(method.getName()
          + " (" + stream(method.isClientStreaming()) + local(method.getInputType().getFullName()) + ")"
          + " -> (" + stream(method.isServerStreaming()) + local(method.getOutputType().getFullName()) + ")"
          + " roles " + (allowed.getInsecure() ? "insecure" : String.join(",", allowed.getRolesList())));
    }
    compiled.put("service " + local(service.getFullName()), lines);
  }

  private static String stream(boolean streaming) {
    return streaming ? "stream " : "";
  }

  private static String type(FieldDescriptor field) {
    if (field.isMapField()) {
      return "map<" + type(field.getMessageType().findFieldByNumber(1)) + ", "
          + type(field.getMessageType().findFieldByNumber(2)) + ">";
    }
    String name = switch (field.getJavaType()) {
      case MESSAGE -> local(field.getMessageType().getFullName());
      case ENUM -> local(field.getEnumType().getFullName());
      default -> field.getType().name().toLowerCase(java.util.Locale.ROOT);
    };
    return (field.isRepeated() ? "repeated " : "") + name;
  }

  private static String local(String fullName) {
    return fullName.startsWith(PACKAGE) ? fullName.substring(PACKAGE.length()) : fullName;
  }
}
