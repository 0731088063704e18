package io.swarmd.dispatcher.write;

import io.swarmd.api.Volume;
import io.swarmd.api.VolumePublishStatus;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.util.Optional;

/** Writes that a node has let go of a volume (dispatch sheet, 1.8); unknown volumes are passed over. */
public final class VolumeReports implements WriteRule<VolumeReports.Unpublished> {

  /** The node that let go. */
  public record Unpublished(String nodeId) {}

  @Override
  public boolean write(Transaction transaction, String volumeId, Unpublished report) {
    Optional<Volume> stored = transaction.get(Table.VOLUME, volumeId);
    stored.map(volume -> pendingUnpublish(volume, report.nodeId()))
        .filter(volume -> !volume.equals(stored.get()))
        .ifPresent(volume -> transaction.update(Table.VOLUME, volume));
    return stored.isPresent();
  }

  private static Volume pendingUnpublish(Volume volume, String nodeId) {
    Volume.Builder next = volume.toBuilder();
    next.getPublishStatusBuilderList().stream()
        .filter(status -> status.getNodeId().equals(nodeId))
        .forEach(status -> status.setState(VolumePublishStatus.State.PENDING_UNPUBLISH));
    return next.build();
  }
}
