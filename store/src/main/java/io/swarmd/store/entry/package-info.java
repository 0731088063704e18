/**
 * The entries of the replicated log: how transactions are written as bytes, and the one pure function that applies
 * them. What is equal is written once per entry, and read as one shared instance.
 */
package io.swarmd.store.entry;
