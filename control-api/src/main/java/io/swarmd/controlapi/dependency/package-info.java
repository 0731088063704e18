/** Secrets and configs as users see and change them (control sheet, sections 10 and 11). */
package io.swarmd.controlapi.dependency;
