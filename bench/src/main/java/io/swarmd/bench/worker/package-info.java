/**
 * Hollow workers: nodes that join over the wire with certificates of their own, keep sessions and heartbeats, and
 * answer every assignment at once without running anything. Many share a few threads.
 */
package io.swarmd.bench.worker;
