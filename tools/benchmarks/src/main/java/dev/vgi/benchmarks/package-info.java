/** Throughput of the transports, against a raw socket. */
@NullMarked
package dev.vgi.benchmarks;

import org.jspecify.annotations.NullMarked;
