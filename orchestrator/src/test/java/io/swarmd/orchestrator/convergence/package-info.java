/** From every state that random histories reach, the loop that makes tasks comes to rest where it should. */
package io.swarmd.orchestrator.convergence;
