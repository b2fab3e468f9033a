package fluxbridge.http;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** A stack trace whose messages cannot forge lines: what a client sent may stand in them. */
final class Trace {

    private static final int LONGEST_MESSAGE = 500;

    private Trace() {}

    static String of(Throwable failure) {
        var text = new StringBuilder();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var lead = "";
        for (var cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            text.append(lead).append(cause.getClass().getName());
            if (cause.getMessage() != null) {
                text.append(": ").append(escaped(cause.getMessage()));
            }
            for (var frame : cause.getStackTrace()) {
                text.append("\n\tat ").append(frame);
            }
            lead = "\ncaused by ";
        }
        return text.toString();
    }

    /** Control characters, and those that break or turn lines in terminals, by their number. */
    static String escaped(String message) {
        var text = new StringBuilder();
        message.codePoints().limit(LONGEST_MESSAGE).forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE -> text.append(String.format("\\u%04x", c));
                default -> text.appendCodePoint(c);
            }
        });
        return text.toString();
    }
}
