/** Floor 2: how an interface describes a service: annotations, and the stream types of its methods. */
@NullMarked
package dev.vgi.service;

import org.jspecify.annotations.NullMarked;
