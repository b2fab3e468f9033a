package fluxbridge.provider;

import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Setting;
import fluxbridge.domain.SettingValues;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the bridge knows of a provider before it is switched on: its settings and how to build it.
 *
 * @param title as people write it
 * @param settings every setting of this provider, with defaults
 * @param whyOff the reason why it cannot be used with these values, such as {@code RUNWARE_API_KEY is not set}; empty when it is on
 * @param standIn true for one that draws only when no other provider is on, unless the owner's order names it: nobody who pays for pictures
 *     wants a sketch instead
 * @param models the titles it offers in the list of models; the first is its default
 */
public record ProviderSpec(
        ProviderId id,
        String title,
        List<Setting> settings,
        Function<SettingValues, Optional<String>> whyOff,
        Function<SettingValues, List<String>> models,
        boolean standIn,
        Factory factory) {

    /** Builds the provider. */
    @FunctionalInterface
    public interface Factory {
        Provider create(SettingValues values, Toolbox tools);
    }

    public ProviderSpec {
        settings = List.copyOf(settings);
    }
}
