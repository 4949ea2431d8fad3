package dev.vgi.flink;

import dev.vgi.VgiException;
import dev.vgi.types.SchemaText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.flink.configuration.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of a lookup's keys the exchange takes. The table's options say it; without them the worker is asked, by batches
 * without rows, since reflection does not tell.
 */
final class LookupInputs {
    private static final Logger LOG = LoggerFactory.getLogger(LookupInputs.class);

    /** All choices of four keys; of more keys only those that leave few of them out. */
    private static final int MOST_QUESTIONS = 16;

    private static final int MOST_KEYS = 12;

    private LookupInputs() {}

    /**
     * What the table's options say.
     *
     * @param keys all of the lookup
     * @param table what errors call the table
     * @throws VgiException INVALID_ARGUMENT where the join has no value for one of them
     */
    static Optional<Set<String>> declared(Map<String, String> given, List<String> keys, String table) {
        Configuration options = Configuration.fromMap(given);
        String columns = options.get(ExchangeOptions.INPUT_COLUMNS);
        String schema = options.get(ExchangeOptions.INPUT_SCHEMA);
        if (columns == null && schema == null) {
            return Optional.empty();
        }
        String option = columns != null ? ExchangeOptions.INPUT_COLUMNS.key() : ExchangeOptions.INPUT_SCHEMA.key();
        List<String> inputs = columns != null
                ? Arrays.stream(columns.split(",")).map(String::strip).toList()
                : SchemaText.parse(schema).getFields().stream()
                        .map(Field::getName)
                        .toList();
        if (!new HashSet<>(keys).containsAll(inputs)) {
            throw VgiException.invalidArgument("the exchange of " + table + " takes the columns " + inputs
                    + " (option '" + option + "'), and the join's condition has values for " + keys
                    + " alone: it needs an equality for each of them");
        }
        return Optional.of(new LinkedHashSet<>(inputs));
    }

    /** What the worker takes; all keys, where it takes no choice of them. Blocks. */
    static Set<String> asked(LookupPlan plan) {
        List<String> keys = plan.columns().keys().getFieldNames();
        Set<String> all = new LinkedHashSet<>(keys);
        Optional<VgiException> refusal = keys.size() == 1 ? Optional.empty() : plan.refusal(all);
        if (refusal.isEmpty()) {
            return all;
        }
        for (Set<String> choice : choices(keys, String.valueOf(refusal.get().getMessage()))) {
            if (plan.refusal(choice).isEmpty()) {
                LOG.info("{} takes {} of the columns {} that a join compares", plan.table(), choice, keys);
                return choice;
            }
        }
        return all;
    }

    /** The smaller choices: first the keys that a refusal expects, then those that leave out the fewest. */
    private static List<Set<String>> choices(List<String> keys, String refusal) {
        int cut = refusal.indexOf(", got");
        Set<String> words = Set.of(Arrays.stream(
                        refusal.substring(0, cut < 0 ? refusal.length() : cut).split("[^\\w$]+"))
                .distinct()
                .toArray(String[]::new));
        List<String> some = keys.subList(0, Math.min(keys.size(), MOST_KEYS));
        List<Set<String>> choices = new ArrayList<>();
        for (int left = 1; left < (1 << some.size()) - 1; left++) {
            Set<String> choice = new LinkedHashSet<>(keys);
            for (int i = 0; i < some.size(); i++) {
                if ((left >> i & 1) == 1) {
                    choice.remove(some.get(i));
                }
            }
            choices.add(choice);
        }
        choices.sort(Comparator.comparing((Set<String> choice) -> !isExpected(choice, keys, words))
                .thenComparing(choice -> -choice.size()));
        return choices.subList(0, Math.min(choices.size(), MOST_QUESTIONS));
    }

    private static boolean isExpected(Set<String> choice, List<String> keys, Set<String> words) {
        return keys.stream().allMatch(key -> choice.contains(key) == words.contains(key));
    }
}
