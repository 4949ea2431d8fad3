package dev.vgi.storage;

import dev.vgi.external.FetchConfig;
import dev.vgi.external.StoreConfig;
import dev.vgi.testing.OptionsPage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page has every option, and none that does not exist. */
class StoragePageTest {
    @ParameterizedTest
    @ValueSource(classes = {S3Storage.class, GcsStorage.class, StoreConfig.class, FetchConfig.class})
    void page_hasTheOptionsOfTheBuilder(Class<?> configured) throws Exception {
        OptionsPage.read("docs/external-storage.md")
                .assertHasOptionsOf(Class.forName(configured.getName() + "$Builder"), configured.getSimpleName());
    }
}
