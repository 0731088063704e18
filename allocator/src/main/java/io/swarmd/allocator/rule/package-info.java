/** What each kind of object is given (scheduling sheet, 3.2 to 3.9), decided from the object and the book. */
package io.swarmd.allocator.rule;
