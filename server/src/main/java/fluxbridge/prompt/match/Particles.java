package fluxbridge.prompt.match;

import java.util.Set;

/** Endings and beginnings that languages join to a name without making it another word. */
final class Particles {

    /** And, then, to, by, as. */
    static final String ARABIC = "وفلبك";

    /** Letters of decomposed Hangul that are looked at; no chain of particles is longer. */
    static final int LONGEST_RUN = 24;

    private static final int MOST = 3;

    private static final Set<String> KOREAN = Set.of(
            "은", "는", "이", "가", "을", "를", "에", "에게", "께", "께서", "한테", "의", "와", "과", "도", "만", "까지", "부터", "에서", "로",
            "으로", "라", "라고", "이라고", "라는", "이라는", "랑", "이랑", "하고", "보다", "처럼", "같이", "마저", "조차", "밖에", "뿐", "뿐만", "야",
            "아", "여", "이여", "님", "씨", "양", "군", "들", "선생님", "선배", "언니", "오빠", "누나", "형", "이다", "다", "였다", "이었다", "입니다",
            "이에요", "예요", "인", "이나", "나", "든지", "에게서", "한테서", "로서", "으로서", "쪽", "네", "마다", "대로");

    private static final Set<String> TURKISH_AND_FINNISH = Set.of(
            "ı", "i", "u", "ü", "yı", "yi", "yu", "yü", "e", "ye", "ya", "de", "da", "te", "ta", "den", "dan", "ten",
            "tan", "in", "un", "ün", "nin", "nun", "nün", "le", "la", "yle", "yla", "ler", "lar", "dir", "dur", "n",
            "ssa", "lla", "lle", "sta", "lta", "ksi");

    private Particles() {}

    /** Whether what follows a Korean name is a chain of particles, to the end of the word. */
    static boolean isKorean(String rest) {
        return isChain(rest, MOST);
    }

    private static boolean isChain(String rest, int most) {
        if (rest.isEmpty()) {
            return true;
        }
        for (var length = Math.min(3, rest.length()); most > 0 && length > 0; length--) {
            if (KOREAN.contains(rest.substring(0, length)) && isChain(rest.substring(length), most - 1)) {
                return true;
            }
        }
        return false;
    }

    static boolean isTurkishOrFinnish(String ending) {
        return TURKISH_AND_FINNISH.contains(ending);
    }
}
