/** Takes tasks off nodes that no longer suit them (orchestration sheet, section 13). */
package io.swarmd.orchestrator.enforcer;
