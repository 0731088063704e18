/** The committed state as readers and watchers see it: the view of now, the recent past, and who is told of changes. */
package io.swarmd.store.watch;
