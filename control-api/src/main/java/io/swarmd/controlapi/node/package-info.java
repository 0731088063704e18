/** Nodes as users see and change them (control sheet, section 5). */
package io.swarmd.controlapi.node;
