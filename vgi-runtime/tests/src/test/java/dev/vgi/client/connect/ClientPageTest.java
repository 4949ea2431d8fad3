package dev.vgi.client.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.protocol.CallOptions;
import dev.vgi.testing.OptionsPage;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The page of the client's options has all of them, and no others. */
class ClientPageTest {
    private final OptionsPage page = OptionsPage.read("docs/client.md");

    @Test
    void page_hasTheBuildersOptions() {
        page.assertHasOptionsOf(ClientBuilder.class, "`Vgi.client(address)`");
    }

    @Test
    void page_hasTheOptionsOfCalls() {
        assertThat(page.below("`CallOptions`"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(CallOptions.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }
}
