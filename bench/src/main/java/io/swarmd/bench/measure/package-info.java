/** What is measured and how it is shown: latencies, and processor time and memory of processes by pid. */
package io.swarmd.bench.measure;
