/** What must hold after every committed change, and what must hold once faults have stopped. */
package io.swarmd.simulation.check;
