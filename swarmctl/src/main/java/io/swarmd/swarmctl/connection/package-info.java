/** The way to a manager's control socket. */
package io.swarmd.swarmctl.connection;
