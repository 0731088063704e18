/** Commands, their flags and arguments, and how a command line becomes one that runs. */
package io.swarmd.swarmctl.command;
