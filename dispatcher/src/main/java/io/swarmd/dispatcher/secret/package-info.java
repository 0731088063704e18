/** Secrets whose values a driver keeps outside the cluster: asked for when a task needs them, never stored. */
package io.swarmd.dispatcher.secret;
