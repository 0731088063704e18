/**
 * The node's half of obtaining certificates: fetching the root a token pins, asking for a certificate and waiting for
 * it, and renewing it in time (identity sheet, sections 5 and 9). Nothing here blocks but the writing of small files.
 */
package io.swarmd.identity.join;
