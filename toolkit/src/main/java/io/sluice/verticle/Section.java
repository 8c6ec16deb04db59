package io.sluice.verticle;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One level of a configuration, read key by key; {@link #end} then refuses the keys that nobody has asked for. Every error is a
 * {@link ConfigException} that names the whole path of its key.
 *
 * <p>Threading: one thread.
 */
final class Section {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,9})\\s*(B|KiB|MiB|GiB)?");

    private final String path;
    private final JsonObject json;
    private final Set<String> known = new LinkedHashSet<>();

    private Section(String path, JsonObject json) {
        this.path = path;
        this.json = json;
    }

    static Section root(JsonObject json) {
        return new Section("", json);
    }

    private <V> V read(String key, V otherwise, Function<Object, @Nullable V> parse, String wanted) {
        known.add(key);
        Object value = json.getValue(key);
        if (value == null) {
            if (json.containsKey(key)) {
                throw new ConfigException(path + key + " has no value; it must be " + wanted + ", or be left out");
            }
            return otherwise;
        }
        V parsed = parse.apply(value);
        if (parsed == null) {
            throw new ConfigException(path + key + " must be " + wanted + ", not " + shown(value));
        }
        return parsed;
    }

    /** A value in one line, and not all of a long one. */
    private static String shown(Object value) {
        String text =
                (value instanceof CharSequence ? "\"" + value + "\"" : String.valueOf(value)).replaceAll("\\s+", " ");
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }

    int wholeNumber(String key, int otherwise, int min, int max) {
        return read(
                key,
                otherwise,
                value -> value instanceof Integer number && number >= min && number <= max ? number : null,
                "a whole number from " + min + " to " + max);
    }

    boolean flag(String key, boolean otherwise) {
        return read(key, otherwise, value -> value instanceof Boolean flag ? flag : null, "true or false");
    }

    String text(String key, String otherwise) {
        return read(key, otherwise, Section::notBlank, "a text that is not empty");
    }

    private static @Nullable String notBlank(Object value) {
        return value instanceof String text && !text.isBlank() ? text : null;
    }

    /** A text that must be there. */
    String requiredText(String key) {
        if (!json.containsKey(key)) {
            throw new ConfigException(path + key + " is missing; it must be a text that is not empty");
        }
        return text(key, "");
    }

    List<String> texts(String key, List<String> otherwise) {
        return read(key, otherwise, Section::listOfTexts, "a list of texts");
    }

    private static @Nullable List<String> listOfTexts(Object value) {
        if (!(value instanceof JsonArray array) || !array.stream().allMatch(item -> notBlank(item) != null)) {
            return null;
        }
        return array.stream().map(String.class::cast).toList();
    }

    <E extends Enum<E>> E choice(String key, E otherwise, Class<E> type) {
        String names =
                Arrays.stream(type.getEnumConstants()).map(Section::camelCase).collect(Collectors.joining(", "));
        return read(key, otherwise, value -> named(type, value), "one of " + names);
    }

    private static <E extends Enum<E>> @Nullable E named(Class<E> type, Object value) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> camelCase(constant).equals(value))
                .findFirst()
                .orElse(null);
    }

    /** {@code DROP_OLDEST} as it is written in a file: dropOldest. */
    private static String camelCase(Enum<?> constant) {
        Matcher words = Pattern.compile("_?([A-Za-z])([A-Za-z]*)").matcher(constant.name());
        String all = words.replaceAll(
                word -> word.group(1).toUpperCase(Locale.ROOT) + word.group(2).toLowerCase(Locale.ROOT));
        return Character.toLowerCase(all.charAt(0)) + all.substring(1);
    }

    /** A time with its unit: 500ms, 20s, 2m, 1h. */
    Duration duration(String key, Duration otherwise, Duration min, Duration max) {
        return read(
                key,
                otherwise,
                value -> {
                    Duration time = value instanceof String text ? durationOf(text) : null;
                    return time == null || time.compareTo(min) < 0 || time.compareTo(max) > 0 ? null : time;
                },
                "a time with its unit, such as 500ms, 20s or 2m, from " + shown(min) + " to " + shown(max));
    }

    private static String shown(Duration time) {
        return time.toMillis() % 1_000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    private static @Nullable Duration durationOf(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    /** A number of bytes: 65536, or 64KiB. */
    long bytes(String key, long otherwise, long min, long max) {
        return read(
                key,
                otherwise,
                value -> {
                    Long bytes = bytesOf(value);
                    return bytes == null || bytes < min || bytes > max ? null : bytes;
                },
                "a number of bytes, such as 65536, 64KiB or 16MiB, from " + min + " to " + max);
    }

    private static @Nullable Long bytesOf(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        Matcher parts = BYTES.matcher(value instanceof String text ? text : "");
        if (!parts.matches()) {
            return null;
        }
        String unit = parts.group(2) == null ? "B" : parts.group(2);
        int shift = switch (unit) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
        return Long.parseLong(parts.group(1)) << shift;
    }

    /** What is below {@code key}; nothing, if it is not there. */
    Section section(String key) {
        JsonObject below = read(
                key,
                new JsonObject(),
                value -> value instanceof JsonObject object ? object : null,
                "keys with their values");
        return new Section(path + key + ".", below);
    }

    /** What is below each name below {@code key}, for names that the user chooses. A name without values has all defaults. */
    Map<String, Section> named(String key) {
        Section all = section(key);
        Map<String, Section> named = new LinkedHashMap<>();
        for (String name : all.json.fieldNames()) {
            if (all.json.getValue(name) == null) {
                named.put(name, new Section(all.path + name + ".", new JsonObject()));
            } else {
                named.put(name, all.section(name));
            }
        }
        return named;
    }

    boolean has(String key) {
        return json.containsKey(key);
    }

    /** To be called when all keys have been read. */
    void end() {
        for (String key : json.fieldNames()) {
            if (!known.contains(key)) {
                String hint = Nearest.to(key, known)
                        .map(near -> "did you mean " + near + "?")
                        .orElseGet(() -> "known here are " + String.join(", ", known));
                throw new ConfigException("unknown key " + path + key + "; " + hint);
            }
        }
    }

    /** An error of a value of this section that was found later. */
    ConfigException error(String key, String problem) {
        return new ConfigException(path + key + " " + problem);
    }
}
