package fluxbridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.domain.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is generated is left in {@code server/target}, to be copied over when a setting changed. */
final class SettingsDocsTest {

    private static final Path ROOT = Path.of("..");
    private static final List<SettingsSection> SECTIONS = CoreSettings.SECTIONS;

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
        var tables = SECTIONS.stream().map(SettingsTable::of).toList();
        Files.writeString(Path.of("target", "settings-tables.md"), String.join("\n", tables));

        assertThat(Files.readString(ROOT.resolve("docs/settings.md")))
                .as("the tables of docs/settings.md are those of server/target/settings-tables.md")
                .contains(tables);
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
                            CoreSettings.all().stream().map(Setting::name).toList());
            assertThat(SettingsReader.read(file, java.util.Map.of(), List.of(), List.of(), home))
                    .usingRecursiveComparison()
                    .ignoringFields("providerValues")
                    .isEqualTo(SettingsReader.read(none, java.util.Map.of(), List.of(), List.of(), home));
        } finally {
            Files.deleteIfExists(home.resolve("all.env"));
            Files.deleteIfExists(home);
        }
    }

    @Test
    void every_default_is_a_value_its_setting_takes() {
        assertThat(CoreSettings.all())
                .allSatisfy(setting ->
                        assertThat(setting.objectionTo(setting.defaultValue())).isEmpty());
    }

    @Test
    void a_setting_in_two_sections_is_written_once() {
        var shared = Setting.text("SHARED_NAME", "x", "Shared.");

        assertThat(EnvExample.of(List.of(
                        new SettingsSection("One", List.of(shared)), new SettingsSection("Two", List.of(shared)))))
                .containsOnlyOnce("# SHARED_NAME=x");
    }
}
