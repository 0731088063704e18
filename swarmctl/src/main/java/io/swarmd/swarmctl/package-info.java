/** The command line of the cluster: SwarmKit's commands and flags, and what users of docker miss there. */
package io.swarmd.swarmctl;
