/**
 * Certificates as the cluster uses them: the root and what it signs, requests, chains and the PEM text they travel in.
 * Pure but for key generation; the moment of "now" is always given.
 */
package io.swarmd.identity.certificate;
