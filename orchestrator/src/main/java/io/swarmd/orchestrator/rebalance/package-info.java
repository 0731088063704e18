/** Spreads services anew over nodes that came, for those that ask for it (docs/labels.md). */
package io.swarmd.orchestrator.rebalance;
