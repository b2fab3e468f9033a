package fluxbridge.prompt;

import java.util.OptionalDouble;

/** Numbers at the end of a text, as A1111's prompt grammar writes them: a sign, digits and points. */
final class Numbers {

    private Numbers() {}

    /** The number that the text is from a place on, blanks around it aside; empty when it is anything else. */
    static OptionalDouble plain(CharSequence text, int from) {
        int start = from;
        int end = text.length();
        while (start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (start == end || end - start > 20) {
            return OptionalDouble.empty();
        }
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            boolean sign = i == start && (c == '+' || c == '-');
            if (!sign && c != '.' && (c < '0' || c > '9')) {
                return OptionalDouble.empty();
            }
        }
        try {
            return OptionalDouble.of(
                    Double.parseDouble(text.subSequence(start, end).toString()));
        } catch (NumberFormatException _) {
            return OptionalDouble.empty();
        }
    }
}
