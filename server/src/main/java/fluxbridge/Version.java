package fluxbridge;

import java.util.Optional;

/** The version that stands in the assembled jar. */
public final class Version {

    private Version() {}

    /** Such as {@code 0.1.0}; {@code dev} when the classes do not come from a jar. */
    public static String read() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("dev");
    }
}
