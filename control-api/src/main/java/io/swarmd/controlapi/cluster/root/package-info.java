/** What an update of a cluster does to its root and to those that sign for it (identity sheet, section 10). */
package io.swarmd.controlapi.cluster.root;
