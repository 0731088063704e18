package io.swarmd.raftstore.backup;

import io.swarmd.api.v1.BackupManifest;
import io.swarmd.store.ReplicatedLog.Stored;
import java.util.List;

/**
 * A backup as read.
 *
 * @param objects all of them, in the order of tables and ids
 */
public record BackupContents(BackupManifest manifest, List<Stored> objects) {}
