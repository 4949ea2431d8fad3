/** vgi-rpc services in Spark: producers are tables, exchanges are operators. */
@NullMarked
package dev.vgi.spark;

import org.jspecify.annotations.NullMarked;
