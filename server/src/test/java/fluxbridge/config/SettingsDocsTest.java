package fluxbridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Setting;
import fluxbridge.provider.ProviderSpec;
import fluxbridge.provider.adapters.Adapters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is generated is left in {@code server/target}, to be copied over when a setting changed. */
final class SettingsDocsTest {

    private static final Path ROOT = Path.of("..");

    /** What stands between these two lines of the page is generated. */
    private static final String BEGIN = "<!-- generated: tables of settings -->\n";

    private static final String END = "<!-- end of what is generated -->";

    /** One for each provider that has settings, in the built-in order. */
    private static final List<SettingsSection> PROVIDER_SECTIONS = Adapters.ALL.stream()
            .filter(spec -> !spec.settings().isEmpty())
            .map(spec -> new SettingsSection(spec.title(), spec.settings()))
            .toList();

    private static final List<SettingsSection> SECTIONS = Stream.concat(
                    CoreSettings.SECTIONS.stream(), PROVIDER_SECTIONS.stream())
            .toList();

    private static final List<Setting> ALL =
            SECTIONS.stream().flatMap(section -> section.settings().stream()).toList();
    private static final List<ProviderId> PROVIDERS =
            Adapters.ALL.stream().map(ProviderSpec::id).toList();

    @Test
    void env_example_is_what_the_code_says() throws IOException {
        String generated = EnvExample.of(SECTIONS);
        Files.writeString(Path.of("target", "env.example"), generated);

        assertThat(ROOT.resolve("env.example"))
                .as("cp server/target/env.example env.example")
                .hasContent(generated);
    }

    @Test
    void the_page_of_settings_holds_every_table() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/settings.md"));
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        String generated = page.substring(0, begin) + tables() + page.substring(page.indexOf(END));
        Files.writeString(Path.of("target", "settings.md"), generated);

        assertThat(page).as("cp server/target/settings.md docs/settings.md").isEqualTo(generated);
    }

    private static String tables() {
        return "\n## The bridge's own settings\n\n" + tables(CoreSettings.SECTIONS)
                + "\n## The providers' settings\n\nA provider without a setting is not listed; `docs/providers/` says more about each.\n\n"
                + tables(PROVIDER_SECTIONS) + "\n";
    }

    private static String tables(List<SettingsSection> sections) {
        return String.join("\n", sections.stream().map(SettingsTable::of).toList());
    }

    @Test
    void env_example_with_every_line_switched_on_gives_the_defaults() throws IOException {
        Path home = Files.createTempDirectory("env-example");
        try {
            String switchedOn = EnvExample.of(SECTIONS).replaceAll("(?m)^# (?=[A-Z][A-Z0-9_]+=)", "");
            Path file = Files.writeString(home.resolve("all.env"), switchedOn);
            Path none = home.resolve("none.env");

            assertThat(EnvFile.read(file).entries())
                    .extracting(EnvFile.Entry::name)
                    .containsExactlyElementsOf(
                            ALL.stream().map(Setting::name).distinct().toList());
            var written = SettingsReader.read(file, Map.of(), ALL, PROVIDERS, home);
            var unsaid = SettingsReader.read(none, Map.of(), ALL, PROVIDERS, home);
            assertThat(written)
                    .usingRecursiveComparison()
                    .ignoringFields("providerValues")
                    .isEqualTo(unsaid);
            assertThat(ALL)
                    .allSatisfy(setting -> assertThat(written.providerValues().text(setting))
                            .isEqualTo(unsaid.providerValues().text(setting)));
        } finally {
            Files.deleteIfExists(home.resolve("all.env"));
            Files.deleteIfExists(home);
        }
    }

    @Test
    void every_default_is_a_value_its_setting_takes() {
        assertThat(ALL)
                .allSatisfy(setting ->
                        assertThat(setting.objectionTo(setting.defaultValue())).isEmpty());
    }

    @Test
    void a_name_that_two_providers_share_means_the_same_to_both() {
        assertThat(ALL.stream().distinct()).extracting(Setting::name).doesNotHaveDuplicates();
    }

    @Test
    void a_setting_in_two_sections_is_written_once() {
        var shared = Setting.text("SHARED_NAME", "x", "Shared.");

        assertThat(EnvExample.of(List.of(
                        new SettingsSection("One", List.of(shared)), new SettingsSection("Two", List.of(shared)))))
                .containsOnlyOnce("# SHARED_NAME=x");
    }
}
