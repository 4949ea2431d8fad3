package dev.vgi.types;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sets the precision and scale of a {@link java.math.BigDecimal}: {@code decimal128} up to 38 digits,
 * {@code decimal256} up to 76.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface WireDecimal {
    /** Returns the number of all digits, 1 to 76. */
    int precision();

    /** Returns the number of digits after the decimal point. */
    int scale();
}
