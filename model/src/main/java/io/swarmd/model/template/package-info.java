/**
 * The template language of Go's {@code text/template}, as far as swarm specs use it. A text becomes tokens
 * ({@link io.swarmd.model.template.Lexer}), these a tree ({@link io.swarmd.model.template.Parser}), and the tree with
 * the data an output ({@link io.swarmd.model.template.Evaluation}). Inside the package a string holds one char for each
 * byte, as strings are bytes in Go: lengths, slices and orders then come out the same, and what is included in a
 * payload stays what it was.
 */
package io.swarmd.model.template;
