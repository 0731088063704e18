/** Certificates, key files and TLS; callers and their roles; the client's half of joining and renewing. */
package io.swarmd.identity;
