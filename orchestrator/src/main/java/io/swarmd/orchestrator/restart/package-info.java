/** Replaces tasks that ended or lost their node, and starts them in time (orchestration sheet, section 9). */
package io.swarmd.orchestrator.restart;
