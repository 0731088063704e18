/** The leader's loop that brings nodes to the role they are to have. */
package io.swarmd.membership.role;
