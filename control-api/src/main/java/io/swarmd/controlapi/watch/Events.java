package io.swarmd.controlapi.watch;

import com.google.protobuf.Message;
import io.swarmd.api.Cluster;
import io.swarmd.api.Config;
import io.swarmd.api.Extension;
import io.swarmd.api.Network;
import io.swarmd.api.Node;
import io.swarmd.api.Object;
import io.swarmd.api.Resource;
import io.swarmd.api.Secret;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.Version;
import io.swarmd.api.Volume;
import io.swarmd.api.WatchActionKind;
import io.swarmd.api.WatchMessage;
import io.swarmd.api.WatchRequest;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import java.util.List;
import java.util.Optional;

/** Makes of a change set the message a watcher gets (control sheet, 15, 2 to 7). Pure. */
final class Events {

  private Events() {}

  /** One message with all matching events in their order; empty when none matches. */
  static Optional<WatchMessage> message(
      List<WatchRequest.WatchEntry> entries, ChangeSet changes, boolean withOldObjects) {
    WatchMessage.Builder message = WatchMessage.newBuilder();
    for (Change<?> change : changes.changes()) {
      if (entries.stream().anyMatch(entry -> wanted(entry, change))) {
        message.addEvents(event(change, withOldObjects));
      }
    }
    return message.getEventsCount() == 0 ? Optional.empty()
        : Optional.of(message.setVersion(Version.newBuilder().setIndex(changes.version())).build());
  }

  private static boolean wanted(WatchRequest.WatchEntry entry, Change<?> change) {
    return entry.getKind().equals(kind(change)) && (entry.getActionValue() & action(change).getNumber()) != 0
        && entry.getFiltersList().stream().allMatch(selector -> Selector.passes(selector, change));
  }

  /** Resources go by the kind they were given. */
  private static String kind(Change<?> change) {
    return change.object() instanceof Resource resource ? resource.getKind() : change.table().name();
  }

  private static WatchActionKind action(Change<?> change) {
    return switch (change) {
      case Change.Created<?> created -> WatchActionKind.WATCH_ACTION_CREATE;
      case Change.Updated<?> updated -> WatchActionKind.WATCH_ACTION_UPDATE;
      case Change.Deleted<?> deleted -> WatchActionKind.WATCH_ACTION_REMOVE;
    };
  }

  private static WatchMessage.Event event(Change<?> change, boolean withOldObject) {
    WatchMessage.Event.Builder event =
        WatchMessage.Event.newBuilder().setAction(action(change)).setObject(wrapped(change.object()));
    if (withOldObject && change instanceof Change.Updated<?> updated) {
      event.setOldObject(wrapped(updated.old()));
    }
    return event.build();
  }

  private static Object wrapped(Message object) {
    Object.Builder wrapped = Object.newBuilder();
    return switch (object) {
      case Task task -> wrapped.setTask(task).build();
      case Node node -> wrapped.setNode(node).build();
      case Service service -> wrapped.setService(service).build();
      case Network network -> wrapped.setNetwork(network).build();
      case Cluster cluster -> wrapped.setCluster(cluster).build();
      case Secret secret -> wrapped.setSecret(secret).build();
      case Config config -> wrapped.setConfig(config).build();
      case Resource resource -> wrapped.setResource(resource).build();
      case Extension extension -> wrapped.setExtension(extension).build();
      case Volume volume -> wrapped.setVolume(volume).build();
      default -> throw new IllegalArgumentException("no watch carries " + object.getDescriptorForType().getFullName());
    };
  }
}
