package io.swarmd.controlapi.service;

import com.google.protobuf.Message;
import io.swarmd.api.ConfigReference;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.FileTarget;
import io.swarmd.api.Privileges.CredentialSpec;
import io.swarmd.api.SecretReference;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a container spec says of secrets and configs (control sheet, 7.1 rules 6 and 7, 7.2 rule 15). Pure. */
final class References {

  private static final String SECRET = "secret";
  private static final String CONFIG = "config";

  /** A reference to either kind; no file when the target is another. */
  private record Reference(String id, String name, boolean hasTarget, Optional<FileTarget> file) {

    static Reference of(SecretReference reference) {
      return new Reference(reference.getSecretId(), reference.getSecretName(), reference.hasFile(),
          reference.hasFile() ? Optional.of(reference.getFile()) : Optional.empty());
    }

    static Reference of(ConfigReference reference) {
      return new Reference(reference.getConfigId(), reference.getConfigName(),
          reference.getTargetCase() != ConfigReference.TargetCase.TARGET_NOT_SET,
          reference.hasFile() ? Optional.of(reference.getFile()) : Optional.empty());
    }
  }

  private References() {}

  /** Refuses references that say too little or get in each other's way. */
  static void checkForm(ContainerSpec container) {
    checkForm(SECRET, secrets(container));
    checkForm(CONFIG, configs(container));
    checkCredentials(container);
  }

  /** Refuses references to what is not there under that id and name. Looks up by key only. */
  static void checkExist(StoreView view, ContainerSpec container) {
    checkExist(view, Table.SECRET, secrets(container));
    checkExist(view, Table.CONFIG, configs(container));
  }

  private static List<Reference> secrets(ContainerSpec container) {
    return container.getSecretsList().stream().map(Reference::of).toList();
  }

  private static List<Reference> configs(ContainerSpec container) {
    return container.getConfigsList().stream().map(Reference::of).toList();
  }

  private static void checkForm(String kind, List<Reference> references) {
    Map<String, String> nameByFile = new HashMap<>();
    for (Reference reference : references) {
      if (reference.id().isEmpty() || reference.name().isEmpty()) {
        throw Refusal.invalidArgument("malformed " + kind + " reference");
      }
      if (!reference.hasTarget()) {
        throw Refusal.invalidArgument("malformed " + kind + " reference, no target provided");
      }
      reference.file().ifPresent(file -> checkFile(kind, reference, file.getName(), nameByFile));
    }
  }

  private static void checkFile(String kind, Reference reference, String file, Map<String, String> nameByFile) {
    if (file.isEmpty()) {
      throw Refusal.invalidArgument("malformed file " + kind + " reference, invalid target file name provided");
    }
    String earlier = nameByFile.putIfAbsent(file, reference.name());
    if (earlier != null) {
      throw Refusal.invalidArgument(kind + " references '" + earlier + "' and '" + reference.name()
          + "' have a conflicting target: '" + file + "'");
    }
  }

  private static void checkCredentials(ContainerSpec container) {
    CredentialSpec credentials = container.getPrivileges().getCredentialSpec();
    String wanted = credentials.getConfig();
    boolean found = container.getConfigsList().stream()
        .anyMatch(config -> config.hasRuntime() && config.getConfigId().equals(wanted));
    if (!wanted.isEmpty() && !found) {
      throw Refusal.invalidArgument("CredentialSpec references config '" + wanted
          + "', but that config isn't in config references with RuntimeTarget");
    }
  }

  private static <T extends Message> void checkExist(StoreView view, Table<T> table, List<Reference> references) {
    List<String> missing = references.stream()
        .filter(reference -> view.get(table, reference.id())
            .filter(object -> table.objectName(object).equals(reference.name())).isEmpty())
        .map(Reference::name).toList();
    if (!missing.isEmpty()) {
      throw Refusal.invalidArgument(
          table.name() + (missing.size() > 1 ? "s" : "") + " not found: " + String.join(", ", missing));
    }
  }
}
