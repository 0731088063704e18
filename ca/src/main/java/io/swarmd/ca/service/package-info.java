/** The calls by which nodes ask for certificates (identity sheet, section 5). */
package io.swarmd.ca.service;
