/** The workloads of the anchors sheet, section 1, each measured as a step. */
package io.swarmd.bench.workload;
