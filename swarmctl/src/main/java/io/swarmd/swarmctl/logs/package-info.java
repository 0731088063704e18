/** Reading the output of tasks: {@code service logs} and {@code task logs}. */
package io.swarmd.swarmctl.logs;
