/** The identifiers of objects. */
package io.swarmd.model.id;
