/** Who holds which address and which port, and what each network has to give. */
package io.swarmd.allocator.book;
