/** vgi-rpc services in Flink jobs: sources, tables and functions. */
@NullMarked
package dev.vgi.flink;

import org.jspecify.annotations.NullMarked;
