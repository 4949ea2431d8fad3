package dev.vgi.flink.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.flink.VgiConnectorOptions;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.junit.jupiter.api.Test;

/** Sources by a builder. */
class VgiSourceBuilderTest {
    private record Item(long id) {}

    private static VgiSourceBuilder source() {
        return VgiSource.builder().url("http://localhost:1").method("Numbers/rows");
    }

    @Test
    void optionThatIsNone_isAnErrorThatListsThem() {
        assertThatThrownBy(() -> source().options(Map.of("prefetch", "1")).records(Item.class))
                .hasMessageContaining("there is no option 'prefetch', expected one of")
                .hasMessageContaining("prefetch-batches");
    }

    @Test
    void optionThatIsMisspelt_isToldByTheOneThatWasMeant() {
        assertThatThrownBy(() -> source().options(Map.of("prefetch-batch", "1")).records(Item.class))
                .hasMessage("there is no option 'prefetch-batch'. Did you mean 'prefetch-batches'?");
    }

    @Test
    void argumentsAndHeaders_haveNamesOfTheirOwn() {
        VgiSource<Item> source = source().options(Map.of("arg.part", "a", "header.X-Tenant", "t"))
                .records(Item.class);
        assertThat(source.plan().connection().headers()).containsEntry("X-Tenant", "t");
    }

    @Test
    void argumentsInTwoWays_areRefused() {
        assertThatThrownBy(() -> source().arg("part", "a")
                        .option(VgiConnectorOptions.ARGS, "{}")
                        .records(Item.class))
                .hasMessageContaining("arg(...)")
                .hasMessageContaining("expected one of them");
    }

    @Test
    void noColumns_areRefused() {
        assertThatThrownBy(() -> source().rows(DataTypes.ROW())).hasMessageContaining("at least one column");
        assertThatThrownBy(() -> source().rowData(DataTypes.ROW())).hasMessageContaining("at least one column");
        assertThatThrownBy(() -> source().records(Empty.class)).hasMessageContaining("has no components");
    }

    record Empty() {}
}
