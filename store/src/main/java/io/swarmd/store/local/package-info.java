/**
 * The store of one manager: the head on which updates run, the way its entries go into the log, and the way committed
 * entries come back from it. Who runs where: closures and all of the head's bookkeeping on the store's loop, encoding
 * and appending on the proposer's loop, applying on the log's thread.
 */
package io.swarmd.store.local;
