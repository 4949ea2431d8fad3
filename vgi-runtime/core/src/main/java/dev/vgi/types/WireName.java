package dev.vgi.types;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sets the wire name of a parameter, a record component, a method or an enum constant, taken as it is.
 *
 * <p>Without it, a parameter, component or method is named by its Java name in {@linkplain Names#toSnakeCase snake
 * case}, and an enum constant by its Java name.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.RECORD_COMPONENT, ElementType.METHOD, ElementType.FIELD})
public @interface WireName {
    /** Returns the name on the wire. */
    String value();
}
