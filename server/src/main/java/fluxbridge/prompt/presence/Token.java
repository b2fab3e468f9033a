package fluxbridge.prompt.presence;

/**
 * A word, name or mark of a passage.
 *
 * @param word in lower case; {@link #OWNER} for a possessive ending
 * @param sentence number of its sentence; a quotation has sentences of its own
 * @param quote number of the quotation it stands in, 0 for narration
 * @param mention number of the mention that it is, -1 for none
 */
record Token(String word, int start, int end, Kind kind, boolean capital, int sentence, int quote, int mention) {

    static final String OWNER = "§";

    enum Kind {
        WORD,
        NAME,
        MARK
    }

    boolean isWord() {
        return kind == Kind.WORD;
    }

    boolean isMark() {
        return kind == Kind.MARK;
    }

    boolean isName() {
        return kind == Kind.NAME;
    }
}
