package fluxbridge.provider;

import fluxbridge.domain.ProviderId;
import fluxbridge.domain.SettingValues;
import java.util.List;
import java.util.Optional;

/** The providers of this bridge: which are on, why the others are off, and the order in which they are asked. */
public final class Providers {

    /**
     * A provider and whether it is on.
     *
     * @param models its model names, the default first; empty when it is off
     * @param provider present when it is on
     * @param whyOff present when it is off
     */
    public record Entry(ProviderSpec spec, List<String> models, Optional<Provider> provider, Optional<String> whyOff) {
        public Entry {
            models = List.copyOf(models);
        }
    }

    private final List<Entry> entries;

    /**
     * Switches on every provider whose settings allow it.
     *
     * @param specs in the order in which they are asked unless the owner says otherwise
     */
    public Providers(List<ProviderSpec> specs, SettingValues values, Toolbox tools) {
        entries = specs.stream().map(spec -> entry(spec, values, tools)).toList();
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
     * @param order the owner's order; empty for every provider that is on, stand-ins only when nobody else is
     */
    public List<Provider> chain(List<ProviderId> order) {
        if (!order.isEmpty()) {
            return order.stream()
                    .flatMap(
                            id -> on().stream().filter(provider -> provider.id().equals(id)))
                    .toList();
        }
        var real = entries.stream()
                .filter(entry -> !entry.spec().standIn())
                .flatMap(entry -> entry.provider().stream())
                .toList();
        return real.isEmpty() ? on() : real;
    }
}
