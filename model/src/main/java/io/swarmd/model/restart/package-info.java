/** Whether a task that ended is replaced, and when (orchestration sheet, section 9). */
package io.swarmd.model.restart;
