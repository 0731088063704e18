/** Machines: processes with a clock of their own that die at once, and an executor whose tasks run, fail and end. */
package io.swarmd.simulation.machine;
