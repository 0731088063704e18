/** Stock Docker Engines as our workers, our agent as a worker of theirs, and our command line with both. */
package io.swarmd.interop;
