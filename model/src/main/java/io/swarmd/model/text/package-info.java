/** How what users write is taken apart. */
package io.swarmd.model.text;
