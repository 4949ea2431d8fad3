package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetadataTest {
    @Test
    void of_keepsTheOrder_andCopies() {
        var values = new LinkedHashMap<String, String>();
        values.put("b", "1");
        values.put("a", "2");
        Metadata metadata = Metadata.of(values);
        values.put("c", "3");

        assertThat(metadata.asMap()).containsExactly(Map.entry("b", "1"), Map.entry("a", "2"));
        assertThatThrownBy(() -> metadata.asMap().put("x", "y")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void with_replacesAValue_andLeavesTheOriginal() {
        Metadata one = Metadata.of("k", "1");

        assertThat(one.with("k", "2").get("k")).isEqualTo("2");
        assertThat(one.get("k")).isEqualTo("1");
        assertThat(one.with(Metadata.of("k", "3")).get("k")).isEqualTo("3");
        assertThat(one.with(Metadata.EMPTY)).isSameAs(one);
        assertThat(Metadata.EMPTY.with(one)).isSameAs(one);
    }

    @Test
    void without_removesKeys() {
        Metadata two = Metadata.of("a", "1").with("b", "2");

        assertThat(two.without(Set.of("a"))).isEqualTo(Metadata.of("b", "2"));
        assertThat(two.without(Set.of("a", "b"))).isSameAs(Metadata.EMPTY);
        assertThat(two.without(Set.of("c"))).isSameAs(two);
    }

    @Test
    void lookups() {
        Metadata one = Metadata.of("k", "v");

        assertThat(one.contains("k")).isTrue();
        assertThat(one.contains("other")).isFalse();
        assertThat(one.get("other")).isNull();
        assertThat(one.getOrDefault("other", "absent")).isEqualTo("absent");
        assertThat(Metadata.EMPTY.isEmpty()).isTrue();
    }

    @Test
    void equality_isThatOfTheValues_andTextHidesThem() {
        assertThat(Metadata.of("k", "v"))
                .isEqualTo(Metadata.EMPTY.with("k", "v"))
                .hasSameHashCodeAs(Metadata.of("k", "v"));
        assertThat(Metadata.of("k", "v")).isNotEqualTo(Metadata.of("k", "w"));
        assertThat(Metadata.of("token", "secret")).hasToString("[token]");
    }
}
