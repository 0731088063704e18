/** How the leader's control loops are run: the same for all, on a loop each, for one term of leadership. */
package io.swarmd.store.control;
