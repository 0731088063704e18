/** The agent's view of a manager's dispatcher: a small interface and its gRPC implementation. */
package io.swarmd.agent.dispatch;
