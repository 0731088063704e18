/** Placement constraints: what a service may ask of the nodes that run it (scheduling sheet, 2.6). */
package io.swarmd.model.constraint;
