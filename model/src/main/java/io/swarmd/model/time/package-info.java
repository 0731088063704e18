/** Times and spans as the wire carries them. */
package io.swarmd.model.time;
