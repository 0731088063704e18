/** How external certificate authorities are named (identity sheet, section 10). */
package io.swarmd.model.external;
