/** The client as conformance suites drive it: their control protocol, which repairs nothing. */
@NullMarked
package dev.vgi.tools.conformance.driver;

import org.jspecify.annotations.NullMarked;
