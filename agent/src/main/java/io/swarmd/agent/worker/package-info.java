/** The tasks of one node: which there are, what each has to do next, and how far it is. */
package io.swarmd.agent.worker;
