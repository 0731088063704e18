/**
 * Tasks as processes of this machine, without a container engine. Each has a session and a process group of its own and
 * a small shell beside it that waits for its exit code; both outlive the agent, whose next start finds them again by
 * the records in its directory.
 */
package io.swarmd.agent.process;
