/** An executor that runs nothing, for simulations and benchmarks. */
package io.swarmd.agent.hollow;
