/** Whether parts of a manager serve (control sheet, section 16). */
package io.swarmd.controlapi.health;
