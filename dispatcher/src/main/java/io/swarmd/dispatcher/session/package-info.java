/** A node's session: its lease on being ready, how often it may register, and what its session messages hold. */
package io.swarmd.dispatcher.session;
