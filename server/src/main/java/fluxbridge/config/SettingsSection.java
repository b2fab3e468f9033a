package fluxbridge.config;

import fluxbridge.domain.Setting;
import java.util.List;

/** Settings that stand under one heading in {@code env.example} and {@code docs/settings.md}. */
public record SettingsSection(String title, List<Setting> settings) {

    public SettingsSection {
        settings = List.copyOf(settings);
    }
}
