/** Templates in specs, secrets and configs, filled in for one task on one node (dispatch sheet, section 6). */
package io.swarmd.model.expansion;
