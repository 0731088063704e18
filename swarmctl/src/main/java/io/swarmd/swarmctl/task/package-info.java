/** The task commands, and the table of tasks that others show too. */
package io.swarmd.swarmctl.task;
