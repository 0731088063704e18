package io.swarmd.controlapi.dependency;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.swarmd.api.Service;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.store.Index;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.util.List;
import java.util.stream.Collectors;

/** What secrets and configs have in common; the kind's name goes into the texts (control sheet, sections 10, 11). */
final class DependencyRules {

  private DependencyRules() {}

  /** Refuses data that is empty or not smaller than the bound, in bytes. */
  static void checkSize(Table<?> kind, ByteString data, int bound) {
    if (data.isEmpty() || data.size() >= bound) {
      throw Refusal.invalidArgument(
          kind.name() + " data must be larger than 0 and less than " + bound + " bytes");
    }
  }

  /** Nothing but labels may change: tasks that have the old name or data could not be told from others. */
  static void checkOnlyLabels(boolean sameName, boolean sameData) {
    if (!sameName || !sameData) {
      throw Refusal.invalidArgument("only updates to Labels are allowed");
    }
  }

  static void checkId(Table<?> kind, String id) {
    if (id.isEmpty()) {
      throw Refusal.invalidArgument(kind.name() + " ID must be provided");
    }
  }

  static <T extends Message> T find(StoreView view, Table<T> kind, String id) {
    return view.get(kind, id).orElseThrow(() -> Refusal.notFound(kind.name(), id));
  }

  static <T extends Message> T store(Transaction tx, Table<T> kind, T object) {
    try {
      return tx.create(kind, object);
    } catch (StoreException refused) {
      if (refused.reason() == StoreException.Reason.NAME_CONFLICT) {
        throw Refusal.alreadyExists(kind.name() + " " + kind.objectName(object) + " already exists");
      }
      throw refused;
    }
  }

  /** Deletes what no service refers to. Looks up by key only. */
  static <T extends Message> void remove(Transaction tx, Table<T> kind, String id, Index<Service> users) {
    T object = tx.get(kind, id)
        .orElseThrow(() -> Refusal.of(Status.NOT_FOUND, "could not find " + kind.name() + " " + id));
    List<Service> services = List.copyOf(tx.find(users, id));
    if (!services.isEmpty()) {
      throw Refusal.invalidArgument(kind.name() + " '" + kind.objectName(object) + "' is in use by the following "
          + (services.size() == 1 ? "service: " : "services: ")
          + services.stream().map(Table.SERVICE::objectName).collect(Collectors.joining(", ")));
    }
    tx.delete(kind, id);
  }
}
