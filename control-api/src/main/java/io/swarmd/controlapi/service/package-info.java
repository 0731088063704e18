/** Services as users see and change them, and the rules for their specs (control sheet, section 7). */
package io.swarmd.controlapi.service;
