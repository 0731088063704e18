/**
 * Certificate authorities outside of the cluster, for operators who keep the key of the root to themselves: the cluster
 * sends requests to a CFSSL server and hands on what it signs (identity sheet, section 10).
 */
package io.swarmd.identity.external;
