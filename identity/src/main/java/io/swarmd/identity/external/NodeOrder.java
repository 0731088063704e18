package io.swarmd.identity.external;

import io.swarmd.identity.certificate.NodeSubject;

/**
 * A node's certificate.
 *
 * @param requestPem the node's request, of which only the public key counts
 * @param subject whom the certificate is to be for
 */
public record NodeOrder(byte[] requestPem, NodeSubject subject) implements SigningOrder {}
