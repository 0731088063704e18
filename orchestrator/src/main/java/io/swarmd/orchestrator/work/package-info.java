/** What the task-making loop has to look at, and what it has in flight. */
package io.swarmd.orchestrator.work;
