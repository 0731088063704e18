package io.swarmd.identity.remote;

/**
 * A manager and the address of its remote API.
 *
 * @param nodeId empty for an address the operator gave, until the managers have introduced themselves
 * @param address host:port
 */
public record KnownManager(String nodeId, String address) {}
