/** The life of a task: its states, its slot and its name. */
package io.swarmd.model.task;
