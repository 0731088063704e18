/**
 * What a node keeps of its identity on disk, with the original's names, forms and modes (identity sheet, section 11),
 * and the lock on the directory it lies in. All calls do file I/O and block.
 */
package io.swarmd.identity.file;
