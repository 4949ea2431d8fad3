/** Describes services as Java interfaces: annotations, and the stream types of their methods. */
@NullMarked
package dev.vgi.service;

import org.jspecify.annotations.NullMarked;
