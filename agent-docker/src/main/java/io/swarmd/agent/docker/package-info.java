/** Tasks as containers of a Docker Engine that is not in the swarm itself (dispatch sheet, section 5). */
package io.swarmd.agent.docker;
