/** Calls that only the leader can answer, carried to it by whoever received them (identity sheet, section 7). */
package io.swarmd.controlapi.forward;
