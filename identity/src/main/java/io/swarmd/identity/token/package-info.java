/** The words with which a new node shows that it may join, and by which it knows the right cluster. */
package io.swarmd.identity.token;
