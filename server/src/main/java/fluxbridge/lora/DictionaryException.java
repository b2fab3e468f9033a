package fluxbridge.lora;

import java.nio.file.Path;

/** A dictionary file that cannot be read at all: broken JSON, a wrong outer shape, too large, missing. */
public final class DictionaryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String what;

    /**
     * @param line from 1, or 0 when no place in the file is meant
     * @param column from 1, or 0 as above
     * @param what without the place, in plain words
     */
    DictionaryException(int line, int column, String what) {
        super(line > 0 ? "line " + line + ", column " + column + ": " + what : what);
        this.line = line;
        this.column = column;
        this.what = what;
    }

    private DictionaryException(Path path, DictionaryException inIt) {
        super(path.getFileName() + ": " + inIt.getMessage(), inIt);
        this.line = inIt.line;
        this.column = inIt.column;
        this.what = inIt.what;
    }

    /** The same, with the name of the file before it. */
    DictionaryException in(Path path) {
        return new DictionaryException(path, this);
    }

    static DictionaryException ofFile(String what) {
        return new DictionaryException(0, 0, what);
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }

    /** The message without the place. */
    public String what() {
        return what;
    }
}
