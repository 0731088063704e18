/** Looks at what lies on disk before Raft uses it: whole, cut off where a crash left it, or damaged and refused. */
package io.swarmd.raftstore.inspection;
