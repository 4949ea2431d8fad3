/** The {@code vgi} command. */
@NullMarked
package dev.vgi.tools.cli;

import org.jspecify.annotations.NullMarked;
