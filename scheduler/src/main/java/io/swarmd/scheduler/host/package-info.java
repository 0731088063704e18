/** What the scheduler knows of the nodes: what each has left, and what its tasks take. */
package io.swarmd.scheduler.host;
