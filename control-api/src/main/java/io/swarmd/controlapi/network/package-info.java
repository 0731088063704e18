/** Networks as users see and change them (control sheet, section 8). */
package io.swarmd.controlapi.network;
