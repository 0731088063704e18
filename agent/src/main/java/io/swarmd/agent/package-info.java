/** Runs the tasks of one node: {@link io.swarmd.agent.Agent} ties a session with the managers to a worker. */
package io.swarmd.agent;
