/** Giving a cluster another root while it runs (identity sheet, section 10). */
package io.swarmd.ca.rotation;
