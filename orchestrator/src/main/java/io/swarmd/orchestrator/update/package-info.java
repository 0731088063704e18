/** Takes a changed service through its slots, a few at a time (orchestration sheet, section 10 and 11). */
package io.swarmd.orchestrator.update;
