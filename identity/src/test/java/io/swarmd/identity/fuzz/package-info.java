/** Bytes nobody should send: every reader of certificates, keys, requests and tokens refuses them in one line. */
package io.swarmd.identity.fuzz;
