/** The stream of changes for clients (control sheet, section 15). */
package io.swarmd.controlapi.watch;
