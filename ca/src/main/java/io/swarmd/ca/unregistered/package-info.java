/** Nodes that were let in and never came. */
package io.swarmd.ca.unregistered;
