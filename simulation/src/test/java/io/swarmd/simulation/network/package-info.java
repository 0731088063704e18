/** The network between agents and managers: late, lossy, repeating, and cut where the simulation says so. */
package io.swarmd.simulation.network;
