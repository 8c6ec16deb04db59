package io.sluice.feed.wire;

import java.util.List;
import java.util.Set;

/** Names of fields that are told apart before their message is. */
final class FieldNames {

    static final String JSON = "json";
    static final String TEXT = "text";
    static final String BINARY = "bin";
    static final String DELETED = "deleted";

    /** Fields that have a payload in them. */
    static final List<String> PAYLOADS = List.of(JSON, TEXT, BINARY);

    /** Fields that have maps, or a list of maps, in them; of any other field these are skipped. */
    static final Set<String> NESTED = Set.of("from", "limits", "entries", "topics");

    private FieldNames() {}
}
