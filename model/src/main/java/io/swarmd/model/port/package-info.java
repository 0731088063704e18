/** Published ports: numbers, identities, and who may not share one (scheduling sheet, 3.8). */
package io.swarmd.model.port;
