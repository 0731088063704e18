/** Platforms of nodes and images (scheduling sheet, 2.1). */
package io.swarmd.model.platform;
