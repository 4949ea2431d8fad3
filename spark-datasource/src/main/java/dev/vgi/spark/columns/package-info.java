/** Arrow columns in exactly the layout that Spark's own Arrow columns have, and Spark rows as Arrow columns. */
@NullMarked
package dev.vgi.spark.columns;

import org.jspecify.annotations.NullMarked;
