/** How a manager asks to be let in. */
package io.swarmd.membership.join;
