/**
 * The one place that builds servers and channels: the remote API on TCP, the control socket, and the ways to other
 * managers, with their limits (identity sheet, section 12).
 */
package io.swarmd.identity.transport;
