/**
 * Time, timers, randomness and single-threaded loops: the one interface through which everything above the store and
 * the wire meets the machine. {@link io.swarmd.loop.RealEnvironment} is the machine itself;
 * {@link io.swarmd.loop.SimulatedEnvironment} is a seeded, single-threaded stand-in in which hours pass in
 * milliseconds and every run with the same seed is the same run.
 */
package io.swarmd.loop;
