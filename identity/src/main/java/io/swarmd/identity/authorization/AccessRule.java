package io.swarmd.identity.authorization;

import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.swarmd.api.plugin.PluginProto;
import io.swarmd.api.plugin.TLSAuthorization;
import java.util.List;
import java.util.Optional;

/**
 * Who may call a method. Methods of the wire contract declare it by the option {@code tls_authorization}; a method
 * made by hand declares it by carrying a rule as its schema descriptor.
 *
 * @param roles any of these organisational units suffices
 * @param open callers without a fitting certificate are admitted too
 */
public record AccessRule(List<String> roles, boolean open) {

  public AccessRule {
    roles = List.copyOf(roles);
  }

  /** Any of these roles may call. */
  public static AccessRule roles(String... roles) {
    return new AccessRule(List.of(roles), false);
  }

  /** What the method declares; empty when it declares nothing, and then nobody may call it. */
  static Optional<AccessRule> of(MethodDescriptor<?, ?> method) {
    return switch (method.getSchemaDescriptor()) {
      case AccessRule rule -> Optional.of(rule);
      case ProtoMethodDescriptorSupplier proto -> of(proto);
      case null, default -> Optional.empty();
    };
  }

  private static Optional<AccessRule> of(ProtoMethodDescriptorSupplier proto) {
    var options = proto.getMethodDescriptor().getOptions();
    if (!options.hasExtension(PluginProto.tlsAuthorization)) {
      return Optional.empty();
    }
    TLSAuthorization declared = options.getExtension(PluginProto.tlsAuthorization);
    if (declared.getRolesCount() == 0 && !declared.getInsecure()) {
      return Optional.empty();
    }
    return Optional.of(new AccessRule(declared.getRolesList(), declared.getInsecure()));
  }
}
