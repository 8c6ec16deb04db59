package io.sluice.convert;

/** What is said when an optional dependency is used that is not there. */
final class MissingDependency {

    private MissingDependency() {}

    static IllegalStateException of(String format, String dependency, Throwable cause) {
        return new IllegalStateException(
                format + " needs the optional dependency " + dependency + ", which is not on the class path", cause);
    }
}
