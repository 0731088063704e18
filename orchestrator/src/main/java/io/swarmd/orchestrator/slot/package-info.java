/** Which tasks of a slot count, and whether they are still what the service asks for (orchestration sheet, 3 and 4). */
package io.swarmd.orchestrator.slot;
