/** What tests of several modules share. */
@NullMarked
package dev.vgi.testing;

import org.jspecify.annotations.NullMarked;
