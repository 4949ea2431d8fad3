/** The services that conformance suites call: {@code ConformanceService}, its companion, and the probes. */
@NullMarked
package dev.vgi.tools.conformance.service;

import org.jspecify.annotations.NullMarked;
