/**
 * Benchmarks. The hollow cluster ({@link io.swarmd.bench.Hollow}) drives managers of any make over the wire; the
 * packages {@code jmh} measure hot rules of this project alone.
 */
package io.swarmd.bench;
