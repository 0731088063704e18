/** Jobs: tasks that run to their end, as many as asked for or one on every node (orchestration sheet, section 7). */
package io.swarmd.orchestrator.job;
