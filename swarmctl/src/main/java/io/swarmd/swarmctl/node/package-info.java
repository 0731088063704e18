/** The node commands. */
package io.swarmd.swarmctl.node;
