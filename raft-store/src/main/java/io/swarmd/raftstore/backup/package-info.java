/**
 * Backups: the objects of the cluster at one version, sealed with a key of their own, in a file that tells when it was
 * cut, changed or opened with another key.
 */
package io.swarmd.raftstore.backup;
