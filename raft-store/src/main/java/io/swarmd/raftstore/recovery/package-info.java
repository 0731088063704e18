/** Going on without what was lost: one manager of a group that has no majority any more. */
package io.swarmd.raftstore.recovery;
