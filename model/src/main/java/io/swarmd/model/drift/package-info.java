/** Whether a task is still what its service asks for (orchestration sheet, section 4). */
package io.swarmd.model.drift;
