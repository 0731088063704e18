/**
 * Who may call what (identity sheet, section 7): the rule each method declares, the caller its certificate or a
 * forwarding manager names, and the metadata by which a call is forwarded to the leader.
 */
package io.swarmd.identity.authorization;
