/** What each kind of object is given (scheduling sheet, 3.2 to 3.9): one rule a kind, each from the object and the book. */
package io.swarmd.allocator.rule;
