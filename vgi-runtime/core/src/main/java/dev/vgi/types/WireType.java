package dev.vgi.types;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sets the Arrow type of a Java type where the default is not the wanted one, as a type token of WIRE_PROTOCOL section
 * 14: {@code uint8}, {@code timestamp(ns,tz=UTC)}, {@code large_utf8}, {@code fixed_size_binary(16)},
 * {@code list<item?:int32>}, {@code dictionary<index:int16,value:utf8>}.
 *
 * <p>It stands at a parameter, a record component, a result or a type argument. On a {@code byte[]} it may stand in
 * front of the whole type. On a collection it also decides the types of the elements, unless an element carries its
 * own.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface WireType {
    /** Returns the type token. */
    String value();
}
