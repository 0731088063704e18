/** Tasks as users see and remove them (control sheet, section 6). */
package io.swarmd.controlapi.task;
