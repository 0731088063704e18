/**
 * A whole cluster on one seeded scheduler: {@link io.swarmd.simulation.Simulation} is one run of it, from the first
 * fault to the moment everything is as it was asked for and stays so.
 */
package io.swarmd.simulation;
