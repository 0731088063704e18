/**
 * Task logs: who wants to read the output of which tasks, the nodes that are asked for it, and the lines on their way.
 * {@link io.swarmd.dispatcher.logs.LogBroker} is the leader's part, without a transport; the services put it on gRPC
 * (dispatch sheet, section 7).
 */
package io.swarmd.dispatcher.logs;
