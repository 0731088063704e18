/** The secret and config commands, which are the same but for the kind of object. */
package io.swarmd.swarmctl.dependency;
