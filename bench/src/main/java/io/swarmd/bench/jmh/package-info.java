/** JMH benchmarks of the hot rules, in one process, without network or disk (anchors sheet, section 6). */
package io.swarmd.bench.jmh;
