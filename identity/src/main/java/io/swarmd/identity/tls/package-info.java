/**
 * Mutual TLS between nodes: the live credentials of this node and the contexts that follow them. TLS 1.2 or newer, ALPN
 * {@code h2}, client certificates asked for but not demanded (identity sheet, section 12).
 */
package io.swarmd.identity.tls;
