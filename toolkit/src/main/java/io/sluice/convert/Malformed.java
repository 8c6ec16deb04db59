package io.sluice.convert;

/** What to do about text that is malformed. */
public enum Malformed {
    /** End the stream with an error. */
    REPORT,
    /** Put a replacement character in its place, and go on. */
    REPLACE
}
