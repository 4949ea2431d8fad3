package dev.vgi.tools.conformance.service;

import dev.vgi.types.WireDecimal;
import dev.vgi.types.WireType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of lists, and texts that are dictionary-encoded. */
public record DeepNested(
        List<List<@WireDecimal(precision = 20, scale = 4) BigDecimal>> listOfListsDecimal,
        @Nullable List<LocalDate> optionalListDate,
        @WireType("dictionary<index:int16,value:utf8>") String dictEncodedString,
        List<@WireType("dictionary<index:int16,value:utf8>") String> listOfDictEncoded) {}
