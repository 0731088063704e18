/** What a task asks of a Docker Engine, in the Engine's own terms (dispatch sheet, 5.1 to 5.5). Pure. */
package io.swarmd.agent.docker.request;
