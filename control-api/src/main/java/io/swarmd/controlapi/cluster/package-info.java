/** The cluster object as users see and change it (control sheet, section 9). */
package io.swarmd.controlapi.cluster;
