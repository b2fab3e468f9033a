package fluxbridge.domain;

import java.util.Locale;
import java.util.Optional;

/** What a token may be used for. */
public enum Scope {

    /** Pictures, and the lists, options and jobs that belong to them. */
    IMAGES,

    /** Films. */
    VIDEO,

    /** Everything, what only the owner needs included: status, meters, spend, changes to the dictionary. */
    ADMIN;

    /** As it is written on the command line and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The scope of that name, in any case. */
    public static Optional<Scope> of(String word) {
        for (var scope : values()) {
            if (scope.word().equalsIgnoreCase(word.strip())) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
