/** Notices that a leader's store does not go forward, and lets another manager lead (identity sheet, 13.19). */
package io.swarmd.swarmd.stuck;
