/** The daemon: reads its flags, obtains an identity, and runs the agent and, on managers, the parts of the manager. */
package io.swarmd.swarmd;
