/** Lists of objects and the filters on them (control sheet, section 4). */
package io.swarmd.controlapi.listing;
