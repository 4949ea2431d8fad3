/** The demo: the same job in every engine, and the answers compared. */
@NullMarked
package dev.vgi.examples.demo;

import org.jspecify.annotations.NullMarked;
