/** What the first leader of a new cluster writes (identity sheet, section 14). */
package io.swarmd.ca.bootstrap;
