/** What may be asked of a node in its present state. */
package io.swarmd.model.node;
