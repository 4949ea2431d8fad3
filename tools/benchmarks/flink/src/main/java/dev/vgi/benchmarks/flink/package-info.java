/** What reading through the connector costs inside Flink. */
@NullMarked
package dev.vgi.benchmarks.flink;

import org.jspecify.annotations.NullMarked;
