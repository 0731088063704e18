/** The cluster that is driven: its control socket, its managers' processes, and the services made in it. */
package io.swarmd.bench.cluster;
