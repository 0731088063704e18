/** Objects by what a user types. */
package io.swarmd.swarmctl.lookup;
