package fluxbridge.route;

import fluxbridge.domain.ProviderId;
import fluxbridge.route.health.Forecast;

/**
 * Why a provider stands where it stands. The lower {@link #index()}, the earlier it is asked: asking in ascending order of this index is the
 * cheapest way to a picture when attempts succeed independently of each other.
 *
 * @param price of the picture in US dollars
 * @param dropped weight of the LoRAs that would be left out
 */
public record Score(ProviderId provider, double price, double dropped, Forecast forecast, Preference preference) {

    /** In US dollars: price, lost LoRAs, waiting, and what a failure is likely to cost. */
    public double index() {
        double failing = (1 - forecast.success()) / forecast.success();
        return price
                + preference.dollarsPerLora() * dropped
                + preference.dollarsPerSecond() * forecast.seconds()
                + failing * (preference.dollarsPerSecond() * forecast.secondsToFault() + forecast.dollarsPerFault());
    }
}
