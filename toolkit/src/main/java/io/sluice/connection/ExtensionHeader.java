package io.sluice.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Sec-WebSocket-Extensions} (RFC 6455 section 9.1): a list of extensions, each with parameters, whose values may
 * be quoted but have to be tokens even so.
 */
final class ExtensionHeader {

    static final String FIELD = "Sec-WebSocket-Extensions";

    /** An extension, offered or agreed to; names are in lower case. */
    record Extension(String name, List<Parameter> parameters) {}

    /**
     * @param value null if there is none
     */
    record Parameter(String name, @Nullable String value) {}

    /** The header does not follow its grammar. */
    static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1L;

        private MalformedException(String header, int at, String expected) {
            super(FIELD + " has no " + expected + " at character " + at + ": " + header);
        }
    }

    private static final String SEPARATORS = "()<>@,;:\\\"/[]?={} \t";

    private final String header;
    private int at;

    private ExtensionHeader(String header) {
        this.header = header;
    }

    /**
     * @param fields the header's values, in order; several fields are one list
     */
    static List<Extension> parse(List<String> fields) throws MalformedException {
        List<Extension> extensions = new ArrayList<>();
        for (String field : fields) {
            extensions.addAll(new ExtensionHeader(field).list());
        }
        return extensions;
    }

    private List<Extension> list() throws MalformedException {
        List<Extension> extensions = new ArrayList<>();
        do {
            skipBlanks();
            if (at < header.length() && header.charAt(at) != ',') { // a list may have empty elements
                extensions.add(extension());
            }
        } while (take(','));
        if (at < header.length()) {
            throw expected("comma");
        }
        if (extensions.isEmpty()) {
            throw expected("extension");
        }
        return extensions;
    }

    private Extension extension() throws MalformedException {
        String name = token();
        List<Parameter> parameters = new ArrayList<>();
        while (take(';')) {
            String parameter = token();
            parameters.add(new Parameter(lowerCase(parameter), take('=') ? value() : null));
        }
        return new Extension(lowerCase(name), parameters);
    }

    private String value() throws MalformedException {
        if (!take('"')) {
            return token();
        }
        StringBuilder unquoted = new StringBuilder();
        while (at < header.length() && header.charAt(at) != '"') {
            if (header.charAt(at) == '\\') {
                at++;
            }
            if (at == header.length() || !isTokenPart(header.charAt(at))) {
                throw expected("token in quotes");
            }
            unquoted.append(header.charAt(at++));
        }
        if (at == header.length() || unquoted.isEmpty()) {
            throw expected("token in quotes");
        }
        at++;
        return unquoted.toString();
    }

    private String token() throws MalformedException {
        skipBlanks();
        int start = at;
        while (at < header.length() && isTokenPart(header.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw expected("token");
        }
        return header.substring(start, at);
    }

    /** Passes {@code symbol}, with blanks before it, if it comes next. */
    private boolean take(char symbol) {
        skipBlanks();
        boolean next = at < header.length() && header.charAt(at) == symbol;
        if (next) {
            at++;
            if (symbol == '=') {
                skipBlanks();
            }
        }
        return next;
    }

    private void skipBlanks() {
        while (at < header.length() && (header.charAt(at) == ' ' || header.charAt(at) == '\t')) {
            at++;
        }
    }

    private MalformedException expected(String what) {
        return new MalformedException(header, at, what);
    }

    private static boolean isTokenPart(char character) {
        return character > ' ' && character < 127 && SEPARATORS.indexOf(character) < 0;
    }

    private static String lowerCase(String token) {
        return token.toLowerCase(Locale.ROOT);
    }
}
