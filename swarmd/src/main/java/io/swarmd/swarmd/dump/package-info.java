/** What lies in a stopped manager's state directory, as JSON for people and scripts (control sheet, section 20). */
package io.swarmd.swarmd.dump;
