package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials are taken where Spark hides them, and refused elsewhere. */
@Tag("any-line")
class SecretOptionsTest extends TablesTest {
    private static final Map<String, String> TEN = Map.of("arg.count", "10");

    @Test
    void plainHeaderThatLooksLikeACredential_isRefused_withTheOptionForIt(SparkSession spark) {
        assertThatThrownBy(() -> spark.read()
                        .format("vgi")
                        .option("url", url())
                        .options(TEN)
                        .option("header.X-Api-Key", "s3cret")
                        .load("Tables/numbers"))
                .hasMessageContaining("option 'header.X-Api-Key' looks like a credential")
                .hasMessageContaining("use 'secretHeader.X-Api-Key'")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearerToken", "BEARERTOKEN", "secretHeader.X-Api-Key", "trustStorePassword"})
    void credentialAmongTheSettingsOfTheSession_isRefused(String option, SparkSession spark) {
        String name = "spark.datasource.vgi." + option;
        spark.conf().set(name, "s3cret");
        try {
            assertThatThrownBy(() -> read(spark, "numbers", TEN))
                    .hasMessageContaining("'" + name + "' is set in the session")
                    .hasMessageContaining("--conf")
                    .hasMessageNotContaining("s3cret");
        } finally {
            spark.conf().unset(name);
        }
        assertThat(read(spark, "numbers", TEN).count()).isEqualTo(10);
    }

    @Test
    void otherSettingsOfTheSession_areDefaults(SparkSession spark) {
        spark.conf().set("spark.datasource.vgi.arg.count", "7");
        spark.conf().set("spark.datasource.vgi.header.X-Tenant", "t");
        try {
            assertThat(read(spark, "numbers", Map.of()).count()).isEqualTo(7);
        } finally {
            spark.conf().unset("spark.datasource.vgi.arg.count");
            spark.conf().unset("spark.datasource.vgi.header.X-Tenant");
        }
    }
}
