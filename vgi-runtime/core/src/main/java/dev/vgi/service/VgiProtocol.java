package dev.vgi.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the protocol that an interface describes. Not inherited: each interface names its own. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface VgiProtocol {
    /**
     * The wire name, {@code [A-Za-z_][A-Za-z0-9_.]*}, at most 255 bytes; {@code vgi_rpc.} is reserved. Empty: the
     * interface's simple name.
     */
    String name() default "";

    /** The version of the surface, {@code MAJOR.MINOR.PATCH}; empty to leave versions unchecked. */
    String version() default "";
}
