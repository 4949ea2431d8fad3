/** The worker and the client driver that conformance suites drive. */
@NullMarked
package dev.vgi.tools.conformance;

import org.jspecify.annotations.NullMarked;
