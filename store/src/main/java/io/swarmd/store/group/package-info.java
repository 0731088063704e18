/** The managers as the replicated log sees them; the way membership reaches Raft without knowing it. */
package io.swarmd.store.group;
