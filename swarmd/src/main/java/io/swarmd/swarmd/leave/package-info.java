/** A node that leaves its cluster: asked for on its own machine, told to the managers, and erased. */
package io.swarmd.swarmd.leave;
