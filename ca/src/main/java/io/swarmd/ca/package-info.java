/**
 * The certificate authority on the leader: who may join, the certificates of nodes, and the objects a new cluster
 * starts with. Certificates come about in two steps, both on the store: a request is recorded on its node, and the
 * signing loop answers it.
 */
package io.swarmd.ca;
