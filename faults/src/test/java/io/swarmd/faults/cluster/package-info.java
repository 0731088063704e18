/** Managers as processes, and what can be done to them: processes, network, disks and clocks. */
package io.swarmd.faults.cluster;
