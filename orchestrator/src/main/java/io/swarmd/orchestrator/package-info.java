/**
 * Turns services into tasks and keeps them so. {@link io.swarmd.orchestrator.TaskOrchestrator} is the one loop that
 * makes tasks; the packages below it hold its rules, which are pure, and its memory. The reaper, which deletes tasks
 * nobody needs, and the enforcer, which takes tasks off nodes that no longer suit them, are loops of their own.
 */
package io.swarmd.orchestrator;
