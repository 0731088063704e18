/**
 * The leader's side of the nodes: sessions and heartbeats, assignments, status reports, and when a node counts as down.
 * {@link io.swarmd.dispatcher.Dispatcher} knows no transport; {@code service} puts it on gRPC.
 */
package io.swarmd.dispatcher;
