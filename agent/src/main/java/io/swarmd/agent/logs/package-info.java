/** Sends the output of tasks to managers that ask for it, for each subscription on a stream of its own. */
package io.swarmd.agent.logs;
