package fluxbridge.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** An amount of US dollars in whole micro-dollars (1 USD = 1,000,000), never negative. */
public record Money(long micros) implements Comparable<Money> {

    public static final Money ZERO = new Money(0);

    public Money {
        if (micros < 0) {
            throw new IllegalArgumentException("money is not negative, was " + micros + " micro-dollars");
        }
    }

    /** Reads a price in dollars as vendors send it; fractions of a micro-dollar are rounded up, so no cost is lost. */
    public static Money ofDollars(BigDecimal dollars) {
        return new Money(
                dollars.movePointRight(6).setScale(0, RoundingMode.CEILING).longValueExact());
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(micros, other.micros));
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(micros, other.micros);
    }

    /** Dollars without trailing zeros: {@code $0.0013}. */
    @Override
    public String toString() {
        return "$" + BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString();
    }
}
