/** How a call runs and ends: reads behind a barrier, writes as one transaction, refusals, the end without a leader. */
package io.swarmd.controlapi.call;
