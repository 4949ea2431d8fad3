package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.junit.jupiter.api.Test;

class LookupColumnsTest {
    private static final RowType PRODUCED = RowType.of(
            new LogicalType[] {new BigIntType(), new VarCharType(), new IntType()}, new String[] {"id", "name", "age"});

    private final LookupColumns columns = LookupColumns.of(new int[][] {{0}, {1}, {2}}, PRODUCED, "people");

    @Test
    void allKeys_areSentInTheirOrder() {
        assertThat(columns.sent()).containsExactly("id", "name", "age");
        assertThat(columns.answer().getFieldNames()).isEmpty();
    }

    @Test
    void someKeys_areSentInTheOrderInWhichTheyAreNamed() {
        LookupColumns some = columns.sending(new LinkedHashSet<>(List.of("age", "id")));
        assertThat(some.sent()).containsExactly("age", "id");
        assertThat(some.answer().getFieldNames()).containsExactly("name");
    }
}
