/** Speed of the data source and of the exchange in one Spark task. */
@NullMarked
package dev.vgi.benchmarks.spark;

import org.jspecify.annotations.NullMarked;
