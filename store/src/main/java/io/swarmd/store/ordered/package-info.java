/**
 * Immutable ordered maps with structural sharing, the ground of tables and indexes. Written here because the libraries
 * compared (docs/store.md) either cannot walk a range from a key or do not know their size.
 */
package io.swarmd.store.ordered;
