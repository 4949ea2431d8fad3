package dev.vgi.tools.conformance.service;

import dev.vgi.types.ArrowType;
import dev.vgi.types.Decimal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of lists, and texts that are dictionary-encoded. */
public record DeepNested(
        List<List<@Decimal(precision = 20, scale = 4) BigDecimal>> listOfListsDecimal,
        @Nullable List<LocalDate> optionalListDate,
        @ArrowType("dictionary<index:int16,value:utf8>") String dictEncodedString,
        List<@ArrowType("dictionary<index:int16,value:utf8>") String> listOfDictEncoded) {}
