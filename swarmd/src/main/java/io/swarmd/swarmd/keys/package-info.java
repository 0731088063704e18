/** How a running manager keeps its keys on disk as the cluster wants them (identity sheet, section 11). */
package io.swarmd.swarmd.keys;
