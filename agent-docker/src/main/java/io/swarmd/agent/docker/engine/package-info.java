/** One Docker Engine: asking it, hearing what happens to its containers, and what it says of itself. */
package io.swarmd.agent.docker.engine;
