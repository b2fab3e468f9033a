package fluxbridge.cli;

import fluxbridge.cli.Bridge.UsageException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.regex.Pattern;

/** When a token stops being good, as it is typed. */
final class Expiry {

    private static final Pattern FROM_NOW = Pattern.compile("(\\d{1,5})([hdw])");

    private Expiry() {}

    /**
     * The first moment at which it is not good any more.
     *
     * @param text {@code 12h}, {@code 30d}, {@code 2w}, a day, or a moment such as {@code 2027-01-31T12:00:00Z}
     * @throws UsageException for anything else, and for what is past
     */
    static Instant of(String text, Instant now, ZoneId zone) {
        var end = read(text, now, zone);
        if (!end.isAfter(now)) {
            throw new UsageException("--expires must be in the future, was " + text);
        }
        return end;
    }

    private static Instant read(String text, Instant now, ZoneId zone) {
        var fromNow = FROM_NOW.matcher(text);
        if (fromNow.matches()) {
            long number = Long.parseLong(fromNow.group(1));
            return now.plus(
                    switch (fromNow.group(2)) {
                        case "h" -> Duration.ofHours(number);
                        case "w" -> Duration.ofDays(7 * number);
                        default -> Duration.ofDays(number);
                    });
        }
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).plusDays(1).atStartOfDay(zone).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException _) {
            throw new UsageException(
                    "--expires must be a time from now such as 30d, 12h or 2w, or a day such as 2027-01-31, was '"
                            + text + "'");
        }
    }
}
