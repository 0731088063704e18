/** What a node is to run: the difference between what it was told and what is so now, and the streams that carry it. */
package io.swarmd.dispatcher.assignment;
