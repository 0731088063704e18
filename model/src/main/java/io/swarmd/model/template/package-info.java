/** Placeholders in specs, filled in for each task. */
package io.swarmd.model.template;
