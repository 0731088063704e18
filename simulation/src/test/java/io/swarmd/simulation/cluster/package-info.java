/** The managers and workers of a simulated cluster, made of the real parts, and what makes them crash and return. */
package io.swarmd.simulation.cluster;
