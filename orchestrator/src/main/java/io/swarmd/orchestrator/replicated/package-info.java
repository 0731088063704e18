/** Replicated services: as many tasks as asked for, in numbered slots (orchestration sheet, section 5). */
package io.swarmd.orchestrator.replicated;
