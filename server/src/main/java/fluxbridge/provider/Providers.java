package fluxbridge.provider;

import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Setting;
import fluxbridge.domain.SettingValues;
import fluxbridge.provider.adapters.RunwareProvider;
import fluxbridge.provider.adapters.StoryboardProvider;
import java.util.List;
import java.util.Optional;

/**
 * Every provider the bridge knows, in the order in which they are asked unless the owner says otherwise. The only place that names the
 * adapters; to add one, add a line to {@link #SPECS}.
 */
public final class Providers {

    public static final List<ProviderSpec> SPECS = List.of(
            RunwareProvider.SPEC, //
            StoryboardProvider.SPEC);

    /**
     * A provider and whether it is on.
     *
     * @param provider present when it is on
     * @param whyOff present when it is off
     */
    public record Entry(ProviderSpec spec, List<String> models, Optional<Provider> provider, Optional<String> whyOff) {
        public Entry {
            models = List.copyOf(models);
        }
    }

    private final List<Entry> entries;

    /** Switches on every provider whose settings allow it. */
    public Providers(SettingValues values, Toolbox tools) {
        entries = SPECS.stream().map(spec -> entry(spec, values, tools)).toList();
    }

    private static Entry entry(ProviderSpec spec, SettingValues values, Toolbox tools) {
        var whyOff = spec.whyOff().apply(values);
        return whyOff.isPresent()
                ? new Entry(spec, List.of(), Optional.empty(), whyOff)
                : new Entry(
                        spec,
                        spec.models().apply(values),
                        Optional.of(spec.factory().create(values, tools)),
                        Optional.empty());
    }

    /** The settings of all providers. */
    public static List<Setting> settings() {
        return SPECS.stream().flatMap(spec -> spec.settings().stream()).toList();
    }

    public List<Entry> entries() {
        return entries;
    }

    /** Every provider that is on. */
    public List<Provider> on() {
        return entries.stream().flatMap(entry -> entry.provider().stream()).toList();
    }

    /**
     * Those that are asked when a request names none.
     *
     * @param order the owner's order; empty for every provider that is on, where the storyboard draws only when it is alone, since nobody who
     *     pays for pictures wants a sketch instead
     */
    public List<Provider> chain(List<ProviderId> order) {
        if (!order.isEmpty()) {
            return order.stream()
                    .flatMap(id -> on().stream().filter(provider -> provider.id().equals(id)))
                    .toList();
        }
        var real = on().stream()
                .filter(provider -> !provider.id().equals(StoryboardProvider.SPEC.id()))
                .toList();
        return real.isEmpty() ? on() : real;
    }
}
