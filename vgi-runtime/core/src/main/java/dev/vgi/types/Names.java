package dev.vgi.types;

/** Converts Java names to wire names. */
public final class Names {
    private Names() {}

    /**
     * Turns camelCase into snake_case: {@code vgiColumns} becomes {@code vgi_columns}, {@code httpURL} becomes
     * {@code http_url}, {@code URLPath} becomes {@code url_path}, {@code int8Field} becomes {@code int8_field}. A name
     * that is in snake case stays as it is.
     */
    public static String toSnakeCase(String name) {
        StringBuilder snake = new StringBuilder(name.length() + 8);
        for (int i = 0; i < name.length(); i++) {
            char current = name.charAt(i);
            if (Character.isUpperCase(current) && startsWord(name, i)) {
                snake.append('_');
            }
            snake.append(Character.toLowerCase(current));
        }
        return snake.toString();
    }

    private static boolean startsWord(String name, int position) {
        if (position == 0) {
            return false;
        }
        char previous = name.charAt(position - 1);
        if (Character.isLowerCase(previous) || Character.isDigit(previous)) {
            return true;
        }
        return Character.isUpperCase(previous)
                && position + 1 < name.length()
                && Character.isLowerCase(name.charAt(position + 1));
    }
}
