/** Global services: one task on every node that may take it (orchestration sheet, section 6). */
package io.swarmd.orchestrator.global;
