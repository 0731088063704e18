/** The network commands. */
package io.swarmd.swarmctl.network;
