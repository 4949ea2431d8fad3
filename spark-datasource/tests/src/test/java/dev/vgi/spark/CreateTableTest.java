package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code CREATE TABLE ... USING vgi} in the session's own catalog. */
class CreateTableTest extends TablesTest {
    private static final String NUMBERS = "method 'Tables/numbers', `arg.count` '250'";

    @AfterEach
    void drop() {
        LocalSpark.session().sql("DROP TABLE IF EXISTS t");
    }

    @Test
    void withoutColumns_theWorkersAreTaken(SparkSession spark) {
        List<String> warnings = warnings(() -> {
            spark.sql("CREATE TABLE t USING vgi OPTIONS (url '" + url() + "', " + NUMBERS + ")");
            assertThat(spark.sql("SELECT count(*), sum(id), max(name) FROM t")
                            .first()
                            .toString())
                    .isEqualTo("[250,31125,n98]");
        });
        assertThat(warnings).isEmpty();
        assertThat(spark.sql("DESCRIBE t").collectAsList().toString())
                .contains("[id,bigint,null], [name,string,null], [score,double,null]");
    }

    @Test
    void withColumns_thoseAreRead(SparkSession spark) {
        List<String> warnings = warnings(() -> {
            spark.sql("CREATE TABLE t (score DOUBLE, id BIGINT) USING vgi OPTIONS (url '" + url() + "', " + NUMBERS
                    + ") COMMENT 'halves' TBLPROPERTIES ('made.by' = 'a test')");
            assertThat(spark.table("t").where("id = 7").collectAsList().toString())
                    .isEqualTo("[[3.5,7]]");
        });
        assertThat(warnings).isEmpty();
        assertThat(spark.sql("DESCRIBE t").collectAsList().toString())
                .contains("[score,double,null], [id,bigint,null]");
        assertThat(spark.sql("SHOW TABLES").collectAsList().toString()).contains("t,false");
    }

    @Test
    void atALocation_theMethodIsStillTheOption(SparkSession spark) {
        spark.sql("CREATE TABLE t USING vgi OPTIONS (url '" + url() + "', " + NUMBERS + ") LOCATION '" + folder + "'");
        assertThat(spark.table("t").count()).isEqualTo(250);
    }

    @Test
    void wrongOptions_areRefused(SparkSession spark) {
        assertThatThrownBy(() -> spark.sql("CREATE TABLE t USING vgi OPTIONS (url '" + url() + "', methd 'x')"))
                .hasMessageContaining("there is no option 'methd'. Did you mean 'method'?");
        assertThatThrownBy(() -> spark.sql("CREATE TABLE t USING vgi OPTIONS (url '" + url() + "')"))
                .hasMessageContaining("option 'method' is missing, expected Protocol/method");
        assertThatThrownBy(() -> spark.sql("CREATE TABLE t USING vgi OPTIONS (url '" + url()
                        + "', path 'Tables/numbers', `arg.count` '1')"))
                .hasMessageContaining("option 'method' is missing, expected Protocol/method; the path of a table");
        assertThatThrownBy(() -> spark.read()
                        .format("vgi")
                        .option("url", url())
                        .option("method", "Tables/numbers")
                        .load("Tables/wide"))
                .hasMessageContaining("option 'method' is 'Tables/numbers' and load(...) says 'Tables/wide'");
        assertThat(spark.catalog().tableExists("t")).isFalse();
    }

    @Test
    void writes_areRefused(SparkSession spark) {
        assertThatThrownBy(() -> spark.sql("CREATE TABLE t USING vgi OPTIONS (url '" + url() + "', " + NUMBERS
                        + ") AS SELECT 1L AS id, 'a' AS name, 2.0D AS score"))
                .hasMessageContaining("does not support append in batch mode");
        assertThat(spark.catalog().tableExists("t")).isFalse();
        spark.sql("CREATE TABLE t USING vgi OPTIONS (url '" + url() + "', " + NUMBERS + ")");
        assertThatThrownBy(() -> spark.sql("INSERT INTO t VALUES (1L, 'a', 2.0D)"))
                .hasMessageContaining("does not support append in batch mode");
    }

    private List<String> warnings(Runnable work) {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        var capture = new AbstractAppender("capture", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                if (event.getLoggerName().equals(UnknownOptionCheck.class.getName())) {
                    lines.add(event.getMessage().getFormattedMessage());
                }
            }
        };
        var root = (Logger) LogManager.getRootLogger();
        capture.start();
        root.addAppender(capture);
        try {
            work.run();
        } finally {
            root.removeAppender(capture);
            capture.stop();
        }
        return List.copyOf(lines);
    }
}
