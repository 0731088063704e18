/** Deletes tasks nobody needs any more (orchestration sheet, section 12). */
package io.swarmd.orchestrator.reaper;
