/** What a manager tells of its own copy of the cluster's state, so that managers can be compared. */
package io.swarmd.swarmd.replica;
