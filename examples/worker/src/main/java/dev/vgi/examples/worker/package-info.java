/** A worker that serves flights and airports from files. */
@NullMarked
package dev.vgi.examples.worker;

import org.jspecify.annotations.NullMarked;
