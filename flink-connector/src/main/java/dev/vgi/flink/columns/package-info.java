/** Arrow columns as Flink's rows, and Flink's rows as Arrow columns. */
@NullMarked
package dev.vgi.flink.columns;

import org.jspecify.annotations.NullMarked;
