/** Signing what nodes have asked for (identity sheet, section 6). */
package io.swarmd.ca.issuance;
