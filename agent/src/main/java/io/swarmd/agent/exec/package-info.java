/** What the agent asks of anything that can run tasks: the executor, the controller of one task, and how they fail. */
package io.swarmd.agent.exec;
