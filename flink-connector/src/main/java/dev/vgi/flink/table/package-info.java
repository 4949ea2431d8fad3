/** The connector {@code vgi} of Flink SQL. */
@NullMarked
package dev.vgi.flink.table;

import org.jspecify.annotations.NullMarked;
