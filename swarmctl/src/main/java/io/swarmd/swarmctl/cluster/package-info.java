/** The cluster commands. */
package io.swarmd.swarmctl.cluster;
