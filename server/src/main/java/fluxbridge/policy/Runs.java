package fluxbridge.policy;

/** Repeated letters: {@code teeeen} is {@code teen}, but {@code ten} is not. */
final class Runs {

    private Runs() {}

    /** Every run of one letter as that letter. */
    static String collapsed(String word) {
        var out = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            if (i == 0 || word.charAt(i) != word.charAt(i - 1)) {
                out.append(word.charAt(i));
            }
        }
        return out.toString();
    }

    /** True when a letter stands three times in a row, or every letter twice, which no language writes. */
    static boolean stretched(String word) {
        boolean allTwice = word.length() >= 4;
        int i = 0;
        while (i < word.length()) {
            int end = endOfRun(word, i);
            if (end - i >= 3) {
                return true;
            }
            allTwice &= end - i >= 2;
            i = end;
        }
        return allTwice;
    }

    /** True when each run of the word is at least as long as the term's; both have the same letters. */
    static boolean covers(String word, String term) {
        int w = 0;
        int t = 0;
        while (w < word.length() && t < term.length()) {
            int wordEnd = endOfRun(word, w);
            int termEnd = endOfRun(term, t);
            if (wordEnd - w < termEnd - t) {
                return false;
            }
            w = wordEnd;
            t = termEnd;
        }
        return true;
    }

    private static int endOfRun(String word, int start) {
        int end = start + 1;
        while (end < word.length() && word.charAt(end) == word.charAt(start)) {
            end++;
        }
        return end;
    }
}
