/** What the dispatcher writes: rules from a stored object to its next version, and the queues that batch them. */
package io.swarmd.dispatcher.write;
