package fluxbridge.prompt.presence;

import fluxbridge.prompt.presence.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A text as tokens: names in one piece, contractions taken apart, sentences and quotations numbered. */
final class Passage {

    private static final Set<String> ENDINGS = Set.of("s", "d", "ll", "ve", "re", "m");
    private static final Set<String> ABBREVIATIONS = Set.of(
            "mr", "mrs", "ms", "dr", "st", "prof", "capt", "lt", "sgt", "col", "gen", "sr", "jr", "vs", "no", "mt",
            "rev");
    private static final String OPENING = "\u201C\u00AB\u300C\u300E\u201E";
    private static final String CLOSING = "\u201D\u00BB\u300D\u300F";
    private static final String ENDS = ".!?;\u3002\uFF01\uFF1F\n\u061F";

    final String text;
    final List<Mention> mentions;
    final List<Token> tokens = new ArrayList<>();
    private final Lexicon lexicon;
    private int sentence;
    private int quote;
    private int quotes;
    private boolean afterEnd;
    private boolean spoken;

    /** @param view the text with its markup hidden */
    Passage(String view, List<Mention> mentions, Lexicon lexicon) {
        this.text = view;
        this.mentions = mentions;
        this.lexicon = lexicon;
        read();
    }

    private void read() {
        var next = 0;
        var at = 0;
        while (at < text.length()) {
            if (next < mentions.size() && at >= mentions.get(next).start()) {
                at = name(next++);
                continue;
            }
            var limit = next < mentions.size() ? mentions.get(next).start() : text.length();
            var c = text.codePointAt(at);
            if (isLetter(c)) {
                at = readWord(at, limit);
            } else {
                if (c == '\n' || !(Character.isWhitespace(c) || Character.isSpaceChar(c))) {
                    mark(c, at);
                }
                at += Character.charCount(c);
            }
        }
    }

    private int name(int number) {
        var mention = mentions.get(number);
        breakSentence();
        var capital = Character.isUpperCase(text.codePointAt(mention.start()));
        tokens.add(new Token(
                mention.alias().toLowerCase(Locale.ROOT),
                mention.start(),
                mention.end(),
                Kind.NAME,
                capital,
                sentence,
                quote,
                number));
        if (mention.genitive()) {
            add(Token.OWNER, mention.end(), mention.end());
            return mention.end();
        }
        return ending(mention.end());
    }

    /** Takes a possessive or contracted ending after a word that ends here. */
    private int ending(int from) {
        if (from >= text.length() || !isApostrophe(text.charAt(from))) {
            return from;
        }
        var end = from + 1;
        while (end < text.length() && isLetter(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        var letters = text.substring(from + 1, end).toLowerCase(Locale.ROOT);
        if (letters.isEmpty()) {
            var afterS = from > 0 && "sSzxZX".indexOf(text.charAt(from - 1)) >= 0;
            if (afterS
                    && from + 2 < text.length()
                    && text.charAt(from + 1) == ' '
                    && isLetter(text.codePointAt(from + 2))) {
                add(Token.OWNER, from, from + 1);
                return from + 1;
            }
            return from;
        }
        if (letters.equals("s")) {
            add(isShortIs(end) && !isAfterPreposition() ? "'s" : Token.OWNER, from, end);
        } else if (ENDINGS.contains(letters)) {
            add("'" + letters, from, end);
        }
        return end;
    }

    /** {@code in Mira's dressing gown}: no subject, so 's is no verb. */
    private boolean isAfterPreposition() {
        return tokens.size() > 1
                && tokens.get(tokens.size() - 2).sentence() == sentence
                && lexicon.is("prep", tokens.get(tokens.size() - 2).word());
    }

    /** Whether 's before this place is short for is or has: a participle, a place word or a determiner follows. */
    private boolean isShortIs(int from) {
        var start = from;
        while (start < text.length() && text.charAt(start) == ' ') {
            start++;
        }
        var end = start;
        while (end < text.length() && isLetter(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        var word = text.substring(start, end).toLowerCase(Locale.ROOT);
        if (word.equals("too")
                && (end >= text.length() || ENDS.indexOf(text.charAt(end)) >= 0 || text.charAt(end) == ',')) {
            return false; // her mother's face, and Mira's too
        }
        return lexicon.is("copula-next", word)
                || (word.endsWith("ing") && word.length() > 4 && !lexicon.is("ing-noun", word));
    }

    private int readWord(int from, int limit) {
        var end = from;
        while (end < limit) {
            var c = text.codePointAt(end);
            var inner = end > from
                    && (c == '-' || isApostrophe(c))
                    && end + 1 < limit
                    && isLetter(text.codePointAt(end + 1));
            if (!isLetter(c) && !inner) {
                break;
            }
            end += Character.charCount(c);
        }
        split(from, end);
        return end;
    }

    private void split(int from, int end) {
        breakSentence();
        var word = text.substring(from, end).toLowerCase(Locale.ROOT).replace('\u2019', '\'');
        if (word.endsWith("n't") && word.length() > 3) {
            add(word.substring(0, word.length() - 3), from, end - 3);
            add("n't", end - 3, end);
        } else if (word.equals("cannot")) {
            add("can", from, from + 3);
            add("not", from + 3, end);
        } else if (word.equals("one") && isLast("no")) {
            tokens.removeLast();
            add("no-one", from, end);
        } else {
            var apostrophe = word.lastIndexOf('\'');
            if (apostrophe > 0 && ENDINGS.contains(word.substring(apostrophe + 1))) {
                add(word.substring(0, apostrophe), from, from + apostrophe);
                var tail = word.substring(apostrophe);
                var owner = tail.equals("'s")
                        && !lexicon.is("pron", word.substring(0, apostrophe))
                        && !lexicon.is("wh", word.substring(0, apostrophe))
                        && !isShortIs(end);
                add(owner ? Token.OWNER : tail, from + apostrophe, end);
            } else {
                add(word, from, end);
            }
        }
    }

    private boolean isLast(String word) {
        return !tokens.isEmpty()
                && tokens.getLast().word().equals(word)
                && tokens.getLast().sentence() == sentence;
    }

    private void add(String word, int start, int end) {
        var capital = start < text.length() && Character.isUpperCase(text.codePointAt(start));
        tokens.add(new Token(word, start, end, Kind.WORD, capital, sentence, quote, -1));
    }

    private void mark(int c, int at) {
        var stop = ENDS.indexOf(c) >= 0;
        if (c == '\n' && spoken) {
            mark(Transcript.CLOSES, at);
        }
        if (c == Transcript.OPENS || c == Transcript.CLOSES) {
            spoken = c == Transcript.OPENS;
            quote = spoken ? ++quotes : 0;
            sentence++;
            afterEnd = false;
        } else if (OPENING.indexOf(c) >= 0 || (c == '"' && quote == 0 && closes(at))) {
            quote = ++quotes;
            sentence++;
            afterEnd = false;
        } else if (CLOSING.indexOf(c) >= 0 || (c == '"' && quote != 0)) {
            quote = 0;
            sentence++;
            afterEnd = false;
        } else if (stop && !isAbbreviation(c) && !isDecimal(at)) {
            tokens.add(new Token(Character.toString(c), at, at + 1, Kind.MARK, false, sentence, quote, -1));
            afterEnd = true;
        } else if (c != '.') {
            breakSentence();
            tokens.add(new Token(plain(c), at, at + Character.charCount(c), Kind.MARK, false, sentence, quote, -1));
        }
    }

    /** A straight quotation mark opens only if another one closes it before the paragraph ends. */
    private boolean closes(int at) {
        var next = text.indexOf('"', at + 1);
        var paragraph = text.indexOf("\n\n", at + 1);
        return next > 0 && (paragraph < 0 || next < paragraph);
    }

    private void breakSentence() {
        if (afterEnd) {
            sentence++;
            afterEnd = false;
        }
    }

    private boolean isAbbreviation(int c) {
        return c == '.'
                && !tokens.isEmpty()
                && ABBREVIATIONS.contains(tokens.getLast().word());
    }

    private boolean isDecimal(int at) {
        return at > 0
                && at + 1 < text.length()
                && Character.isDigit(text.charAt(at - 1))
                && Character.isDigit(text.charAt(at + 1));
    }

    private static String plain(int c) {
        return switch (c) {
            case '\u2014', '\u2013', '-' -> "-";
            case '\u3001', '\uFF0C', '\u060C' -> ",";
            case '\uFF1A' -> ":";
            default -> Character.toString(c);
        };
    }

    private static boolean isApostrophe(int c) {
        return c == '\'' || c == '\u2019';
    }

    static boolean isLetter(int c) {
        if (c < 0x80) {
            return c == '_' || Character.isLetterOrDigit(c);
        }
        return Character.isLetterOrDigit(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.FORMAT;
    }

    Token at(int index) {
        return tokens.get(index);
    }

    int size() {
        return tokens.size();
    }

    /** The word there, or empty outside this token's sentence. */
    String word(int index, int sentenceOf) {
        return inSentence(index, sentenceOf) ? at(index).word() : "";
    }

    boolean inSentence(int index, int sentenceOf) {
        return index >= 0
                && index < size()
                && at(index).sentence() == at(sentenceOf).sentence();
    }

    /** Whether there is narration at all beside quotations; a text that is one quotation is read as narration. */
    boolean hasNarration() {
        return tokens.stream().anyMatch(token -> token.quote() == 0 && !token.isMark());
    }
}
