/** The managers a node knows, how well each has answered, and the file in which it remembers them. */
package io.swarmd.identity.remote;
