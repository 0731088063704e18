package io.swarmd.dispatcher;

import io.swarmd.api.Task;
import io.swarmd.api.TaskStatus;
import io.swarmd.api.UpdateTaskStatusRequest;
import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import io.swarmd.api.UpdateVolumeStatusRequest;
import io.swarmd.api.UpdateVolumeStatusRequest.VolumeStatusUpdate;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.dispatcher.write.TaskReports;
import io.swarmd.dispatcher.write.VolumeReports;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What of a node's report is to be written (dispatch sheet, 1.7 and 1.8). Pure. */
final class StatusReports {

  private static final Logger log = LoggerFactory.getLogger(StatusReports.class);

  private StatusReports() {}

  /**
   * The reports by task. Updates without status and of unknown tasks are passed over.
   *
   * @throws Refusal {@code FOREIGN_TASK} when one is about another node's task: then nothing of the call counts
   */
  static Map<String, TaskStatus> tasks(StoreView view, String nodeId, UpdateTaskStatusRequest request) {
    Map<String, TaskStatus> reports = new LinkedHashMap<>();
    for (TaskStatusUpdate update : request.getUpdatesList()) {
      Optional<Task> task = view.get(Table.TASK, update.getTaskId());
      task.ifPresent(found -> requireOwn(found, nodeId));
      if (!update.hasStatus()) {
        log.warn("node {} reports task {} without a status", nodeId, update.getTaskId());
      } else if (task.isPresent()) {
        reports.merge(update.getTaskId(), update.getStatus(), TaskReports::merge);
      }
    }
    return reports;
  }

  /** The volumes the node has let go of. */
  static Map<String, VolumeReports.Unpublished> volumes(String nodeId, UpdateVolumeStatusRequest request) {
    Map<String, VolumeReports.Unpublished> reports = new LinkedHashMap<>();
    request.getUpdatesList().stream()
        .filter(VolumeStatusUpdate::getUnpublished)
        .forEach(update -> reports.put(update.getId(), new VolumeReports.Unpublished(nodeId)));
    return reports;
  }

  private static void requireOwn(Task task, String nodeId) {
    if (!task.getNodeId().equals(nodeId)) {
      throw new Refusal(Refusal.Reason.FOREIGN_TASK, "task " + task.getId() + " is not assigned to node " + nodeId);
    }
  }
}
