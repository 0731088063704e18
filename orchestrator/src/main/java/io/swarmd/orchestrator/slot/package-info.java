/** Which tasks of a slot count (orchestration sheet, section 3). */
package io.swarmd.orchestrator.slot;
