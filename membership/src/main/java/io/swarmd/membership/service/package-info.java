/** Membership on gRPC: joining, leaving, and what is left of the original's Raft service. */
package io.swarmd.membership.service;
