package fluxbridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fluxbridge.domain.AddressRange;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.Money;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Secret;
import fluxbridge.domain.Setting;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsReaderTest {

    private static final Setting KEY = Setting.secret("RUNWARE_API_KEY", "The key.");
    private static final Setting ENDPOINT = Setting.uri("RUNWARE_ENDPOINT", "https://api.example/v1", "The address.");
    private static final Setting CAP = Setting.whole("MAXLORAS_RUNWARE", 5, 0, 20, "Most LoRAs.");
    private static final List<Setting> PROVIDER_SETTINGS = List.of(KEY, ENDPOINT, CAP);
    private static final List<ProviderId> PROVIDERS = List.of(new ProviderId("runware"), new ProviderId("storyboard"));

    @TempDir
    Path home;

    /** One value, not its default, for each of the bridge's own settings. */
    private static final String EVERY_SETTING = """

            BRIDGE_HOST=::1
            BRIDGE_PORT=0
            MAX_BODY_MB=256
            CORS_ALLOW_ORIGINS=http://localhost:8000, https://Chat.Example
            DRAIN_SECONDS=5
            RESPONSE_HEARTBEAT_SECONDS=20
            MAX_CONCURRENT_PICTURES=32
            MAX_QUEUE_PER_TOKEN=7
            RATE_LIMIT_PER_IP_RPM=60
            RATE_LIMIT_LIGHT_PER_IP_RPM=0
            BAD_TOKENS_PER_MINUTE=5
            TRUSTED_PROXIES=127.0.0.1, fd00::/8
            EXPOSED_ENDPOINTS=Generation, /sdapi/v1/*
            ALLOWED_HOSTS=bridge.lan
            REQUEST_DEADLINE_SECONDS=60
            MAX_IMAGES_PER_REQUEST=8
            MAX_SIDE=1024
            PARALLEL_PICTURES=2
            IMAGE_FORMAT=JPEG
            PROMPT_STYLES_PATH=styles.csv
            OPENAI_MODEL_ALIASES=gpt-image-1=runware:101@1, fast = fal
            OPENAI_URL_MINUTES=5
            PUBLIC_URL=https://pictures.example/flux/
            PROVIDER_ORDER=storyboard, Runware
            ROUTING=adaptive
            ROUTING_PREFERENCE=fast
            HEDGING=off
            BRIDGE_ALLOW_PRIVATE_UPSTREAMS=yes
            LORA_DICT_PATH=./mine.json
            ROLE_CAP_CHARACTER=1
            ROLE_CAP_NSFW=0
            ROLE_CAP_EXPRESSION=3
            ROLE_CAP_GENERAL=4
            ROLE_CAP_MISC=5
            BRIDGE_DATA_DIR=state
            DATABASE_URL=jdbc:postgresql://db/bridge?password=pw
            LOG_PROMPTS=on
            CACHE=shared
            CACHE_MAX_MB=64
            CACHE_MAX_DAYS=2
            ENABLE_SUMMARIZATION=off
            SUMMARY_MAX_LENGTH=40
            SUMMARY_BASE_URL=http://localhost:11434/v1
            SUMMARY_API_KEY=sk-1
            SUMMARY_MODEL=qwen3
            SUMMARY_TIMEOUT_SECONDS=4
            AUDIT_PROMPTS=true
            AUDIT_DAYS=30
            DAILY_BUDGET_USD=2.50
            BUDGET_TIMEZONE=Europe/Berlin
            UNKNOWN_OUTCOME_HOURS=48
            PRICES_PATH=prices.json
            RUNWARE_PRICE_USD=0.004
            WAVESPEED_PRICE_USD=0.015
            FAL_PRICE_USD=0.07
            TOGETHER_PRICE_USD=0.02
            PIXELDOJO_PRICE_USD=0
            ALERT_WEBHOOK_URL=https://hooks.slack.com/services/a/b
            ALERT_WEBHOOK_SECRET=sign
            ALERT_WEBHOOK_FORMAT=json
            RUNWARE_API_KEY=rw-1
            MAXLORAS_RUNWARE=7
            """;

    @Test
    void with_nothing_given_every_setting_has_its_default() {
        assertThat(read("", Map.of()))
                .isEqualTo(new Settings(
                        new ServerSettings("127.0.0.1", 7861, 32L << 20, List.of(), Duration.ofSeconds(30)),
                        AccessSettings.DEFAULTS,
                        new ReplySettings(Duration.ZERO),
                        new GenerationSettings(
                                Duration.ofSeconds(300), 16, 2048, 4, PictureFormat.PNG, Optional.empty(), false),
                        new OpenAiSettings(Map.of(), Duration.ofMinutes(60), Optional.empty()),
                        new DictionarySettings(Optional.empty(), home.resolve("master_lora_dict.json")),
                        caps(6, 4, 2, 2, 1),
                        new PromptSettings(
                                true,
                                new SummarySettings(60, Optional.empty(), Secret.NONE, "", Duration.ofSeconds(8))),
                        new StoreSettings(home.resolve("data"), Optional.empty()),
                        new CacheSettings(true, false, 512L << 20, Duration.ofDays(7)),
                        new LogSettings(false),
                        new AuditSettings(false, Duration.ofDays(180)),
                        MoneySettings.NONE,
                        AlertSettings.NONE,
                        List.of(),
                        new RoutingSettings(true, "balanced", RoutingSettings.Hedging.FREE),
                        new fluxbridge.domain.SettingValues(Map.of()),
                        List.of()));
    }

    @Test
    void every_setting_reaches_its_record() throws IOException {
        Files.writeString(home.resolve("mine.json"), "{}");
        var settings = read(EVERY_SETTING, Map.of());

        assertThat(settings)
                .usingRecursiveComparison()
                .ignoringFields("providerValues")
                .isEqualTo(new Settings(
                        new ServerSettings(
                                "::1",
                                0,
                                256L << 20,
                                List.of("http://localhost:8000", "https://chat.example"),
                                Duration.ofSeconds(5)),
                        new AccessSettings(
                                32,
                                7,
                                new AccessSettings.Rate(60, true),
                                new AccessSettings.Rate(0, true),
                                5,
                                List.of(AddressRange.parse("127.0.0.1"), AddressRange.parse("fd00::/8")),
                                List.of("generation", "/sdapi/v1/*"),
                                List.of("bridge.lan"),
                                ZoneId.of("Europe/Berlin")),
                        new ReplySettings(Duration.ofSeconds(20)),
                        new GenerationSettings(
                                Duration.ofSeconds(60),
                                8,
                                1024,
                                2,
                                PictureFormat.JPEG,
                                Optional.of(home.resolve("styles.csv")),
                                true),
                        new OpenAiSettings(
                                Map.of("gpt-image-1", "runware:101@1", "fast", "fal"),
                                Duration.ofMinutes(5),
                                Optional.of(URI.create("https://pictures.example/flux"))),
                        new DictionarySettings(
                                Optional.of(home.resolve("mine.json")), home.resolve("master_lora_dict.json")),
                        caps(1, 0, 3, 4, 5),
                        new PromptSettings(
                                false,
                                new SummarySettings(
                                        40,
                                        Optional.of(URI.create("http://localhost:11434/v1")),
                                        new Secret("sk-1"),
                                        "qwen3",
                                        Duration.ofSeconds(4))),
                        new StoreSettings(
                                home.resolve("state"),
                                Optional.of(new Secret("jdbc:postgresql://db/bridge?password=pw"))),
                        new CacheSettings(true, true, 64L << 20, Duration.ofDays(2)),
                        new LogSettings(true),
                        new AuditSettings(true, Duration.ofDays(30)),
                        new MoneySettings(
                                Optional.of(new Money(2_500_000)),
                                ZoneId.of("Europe/Berlin"),
                                Duration.ofDays(2),
                                Optional.of(home.resolve("prices.json")),
                                Map.of(
                                        new ProviderId("runware"), new Money(4_000),
                                        new ProviderId("wavespeed"), new Money(15_000),
                                        new ProviderId("fal"), new Money(70_000),
                                        new ProviderId("together"), new Money(20_000),
                                        new ProviderId("pixeldojo"), Money.ZERO)),
                        new AlertSettings(
                                new Secret("https://hooks.slack.com/services/a/b"), new Secret("sign"), "json"),
                        List.of(new ProviderId("storyboard"), new ProviderId("runware")),
                        new RoutingSettings(true, "fast", RoutingSettings.Hedging.OFF),
                        settings.providerValues(),
                        List.of()));
        assertThat(settings.providerValues().secret(KEY).reveal()).isEqualTo("rw-1");
        assertThat(settings.providerValues().whole(CAP)).isEqualTo(7);
        assertThat(settings.providerValues().has(ENDPOINT)).isFalse();
    }

    @Test
    void an_owner_who_wrote_an_order_down_keeps_it() {
        assertThat(read("PROVIDER_ORDER=runware", Map.of()).routing().adaptive())
                .isFalse();
        assertThat(read("PROVIDER_ORDER=runware\nROUTING=adaptive", Map.of())
                        .routing()
                        .adaptive())
                .isTrue();
        assertThat(read("ROUTING=ordered", Map.of()).routing().adaptive()).isFalse();
    }

    @Test
    void the_mapping_test_above_names_every_core_setting() {
        assertThat(CoreSettings.all())
                .extracting(Setting::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> EVERY_SETTING.contains("\n" + name + "="));
    }

    @Test
    void an_absent_file_is_an_empty_one() {
        assertThat(SettingsReader.read(home.resolve("nowhere"), Map.of(), PROVIDER_SETTINGS, PROVIDERS, home)
                        .server()
                        .port())
                .isEqualTo(7861);
    }

    @Test
    void the_environment_beats_the_file_also_when_it_is_empty() {
        var settings =
                read("BRIDGE_PORT=1\nRUNWARE_API_KEY=from-file\n", Map.of("BRIDGE_PORT", "2", "RUNWARE_API_KEY", ""));

        assertThat(settings.server().port()).isEqualTo(2);
        assertThat(settings.providerValues().has(KEY)).isFalse();
    }

    @Test
    void an_empty_value_is_the_default() {
        assertThat(read("BRIDGE_PORT=\nDATABASE_URL=\"\"\n", Map.of()))
                .extracting(it -> it.server().port(), it -> it.store().databaseUrl())
                .containsExactly(7861, Optional.empty());
    }

    @Test
    void a_dictionary_beside_the_launcher_is_used() throws IOException {
        Path dictionary = Files.writeString(home.resolve("master_lora_dict.json"), "{}");

        assertThat(read("", Map.of()).dictionary().path()).contains(dictionary);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "RUNWARE_API_KY=x => .env:1: unknown setting RUNWARE_API_KY; did you mean RUNWARE_API_KEY?",
                "runware_api_key=x => .env:1: unknown setting; names are in capitals; did you mean RUNWARE_API_KEY?",
                "BRIDGE_PROT=1 => .env:1: unknown setting BRIDGE_PROT; did you mean BRIDGE_PORT?",
                "ZEBRA=1 => .env:1: unknown setting ZEBRA; env.example lists every setting",
                "BRIDGE_PORT=abc => .env:1: BRIDGE_PORT must be a whole number 0..65535, was 'abc'",
                "BRIDGE_PORT=70000 => .env:1: BRIDGE_PORT must be a whole number 0..65535, was 70000",
                "MAX_BODY_MB=0 => .env:1: MAX_BODY_MB must be a whole number 1..256, was 0",
                "MAX_IMAGES_PER_REQUEST=65 => .env:1: MAX_IMAGES_PER_REQUEST must be a whole number 1..64, was 65",
                "MAX_SIDE=63 => .env:1: MAX_SIDE must be a whole number 64..4096, was 63",
                "PARALLEL_PICTURES=17 => .env:1: PARALLEL_PICTURES must be a whole number 1..16, was 17",
                "REQUEST_DEADLINE_SECONDS=0 => .env:1: REQUEST_DEADLINE_SECONDS must be a whole number 1..3600, was 0",
                "DRAIN_SECONDS=-1 => .env:1: DRAIN_SECONDS must be a whole number 0..3600, was -1",
                "ROLE_CAP_MISC=65 => .env:1: ROLE_CAP_MISC must be a whole number 0..64, was 65",
                "LOG_PROMPTS=maybe => .env:1: LOG_PROMPTS must be true or false, was 'maybe'",
                "IMAGE_FORMAT=gif => .env:1: IMAGE_FORMAT must be one of png, jpeg, was 'gif'",
                "IMAGE_FORMAT=webp => .env:1: IMAGE_FORMAT cannot be webp: this version reads WebP but has no encoder"
                        + " for it; use png or jpeg",
                "PROVIDER_ORDER=runwear => .env:1: PROVIDER_ORDER names an unknown provider 'runwear'; did you mean"
                        + " runware?",
                "PROVIDER_ORDER=acme => .env:1: PROVIDER_ORDER names an unknown provider 'acme'; known are runware,"
                        + " storyboard",
                "PROVIDER_ORDER='runware,runware' => .env:1: PROVIDER_ORDER names runware twice",
                "RUNWARE_ENDPOINT=ftp://x => .env:1: RUNWARE_ENDPOINT must be an http(s) address with a host, was"
                        + " 'ftp://x'",
                "CORS_ALLOW_ORIGINS=http://a/b => .env:1: CORS_ALLOW_ORIGINS must hold origins such as"
                        + " http://localhost:8000, without a path, was 'http://a/b'",
                "CORS_ALLOW_ORIGINS='*,http://a' => .env:1: CORS_ALLOW_ORIGINS must be * alone or a list of origins,"
                        + " was '*,http://a'",
                "LORA_DICT_PATH=no.json => .env:1: LORA_DICT_PATH must name a file that is there, was 'no.json'; leave"
                        + " it out for the built-in sample",
                "DATABASE_URL=postgres://u:hush@h/d => .env:1: DATABASE_URL must begin with jdbc:postgresql://; leave"
                        + " it out for an SQLite file in the data folder",
            })
    void a_bad_line_is_refused_with_its_reason(String line, String problem) {
        assertThat(problemsOf(line, Map.of())).containsExactly(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "LOCALHOST",
                "::1",
                "0.0.0.0",
                "192.168.1.2",
                "::",
                "bridge.example",
                "fe80::1%eth0"
            })
    void an_address_or_a_name_is_a_host(String host) {
        assertThat(read("BRIDGE_HOST=" + host, Map.of()).server().host()).isEqualTo(host);
    }

    @Test
    void what_cannot_be_a_host_is_refused() {
        assertThat(problemsOf("BRIDGE_HOST=http://x/", Map.of()))
                .containsExactly(
                        ".env:1: BRIDGE_HOST must be an address such as 127.0.0.1 or 0.0.0.0, or a host name, was 'http://x/'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TRUSTED_PROXIES=10.0.0.0/33 | must hold addresses such as 127.0.0.1 or 10.0.0.0/8, was '10.0.0.0/33'",
                "TRUSTED_PROXIES=127.0.0.1,proxy | must hold addresses such as 127.0.0.1 or 10.0.0.0/8, was 'proxy'",
                "TRUSTED_PROXIES=10.0.0.0/x | must hold addresses such as 127.0.0.1 or 10.0.0.0/8, was '10.0.0.0/x'",
                "EXPOSED_ENDPOINTS=lists,nope | must hold paths such as /sdapi/v1/* or groups (generation, lists, progress, native, docs,"
                        + " owner, all), was 'nope'",
                "ALLOWED_HOSTS=http://x | must hold host names such as bridge.lan, without scheme and port, was 'http://x'",
                "BUDGET_TIMEZONE=Mars | must be a time zone such as Europe/Berlin or UTC, was 'Mars'",
            })
    void a_setting_of_access_that_cannot_be_used_is_refused(String line, String why) {
        assertThat(problemsOf(line, Map.of()))
                .containsExactly(".env:1: " + line.substring(0, line.indexOf('=')) + " " + why);
    }

    @Test
    void all_problems_are_told_at_once_with_the_place_of_each() {
        assertThat(problemsOf(
                        "no equals sign\nMAX_SIDE=1\nNOPE_NOPE=1\n", Map.of("BRIDGE_PORT", "x", "MAX_BODY_MB", "y")))
                .containsExactly(
                        ".env:1: expected NAME=value or a comment that begins with #",
                        ".env:3: unknown setting NOPE_NOPE; env.example lists every setting",
                        ".env:2: MAX_SIDE must be a whole number 64..4096, was 1",
                        "environment: BRIDGE_PORT must be a whole number 0..65535, was 'x'",
                        "environment: MAX_BODY_MB must be a whole number 1..256, was 'y'");
    }

    @Test
    void a_secret_never_stands_in_a_problem() {
        assertThat(String.join("\n", problemsOf("""
                        RUNWARE_API_KEY="hush\\nhush"
                        DATABASE_URL=mysql://u:hush@h
                        hush hush
                        hushQWxhZGRpbg==
                        HF_TOKEN="hush
                        """, Map.of())))
                .doesNotContain("hush")
                .contains("RUNWARE_API_KEY must not hold control characters");
    }

    @Test
    void a_secret_never_stands_in_the_settings_as_text() {
        var settings = read("RUNWARE_API_KEY=hush\nDATABASE_URL=jdbc:postgresql://h/d?password=hush\n", Map.of());

        assertThat(settings.toString()).doesNotContain("hush").contains("***");
    }

    @Test
    void names_of_other_versions_are_taken_and_mentioned_once() {
        var settings = read(
                "SUMMARY_MODEL=true\nMULTI_CHAR_MODE=x\nKONTEXT_URL=y\nHF_TOKEN=\nMAXLORAS_FAL=3\n",
                Map.of("SUMMARY_MODEL", "false"));

        assertThat(settings.warnings())
                .containsExactly(
                        "MULTI_CHAR_MODE is set but has no effect in this version",
                        "KONTEXT_URL is set but has no effect in this version",
                        "MAXLORAS_FAL is set but has no effect in this version");
    }

    @Test
    void a_provider_that_declares_such_a_name_gives_it_effect() {
        var fal = Setting.secret("FAL_API_KEY", "The key.");
        var settings = SettingsReader.read(
                home.resolve(".env"), Map.of("FAL_API_KEY", "k"), List.of(fal), List.of(new ProviderId("fal")), home);

        assertThat(settings.warnings()).isEmpty();
        assertThat(settings.providerValues().secret(fal)).isEqualTo(new Secret("k"));
    }

    @Test
    void of_a_name_given_twice_the_last_wins_with_a_warning() {
        var settings = read("BRIDGE_PORT=1\n\nBRIDGE_PORT=2\n", Map.of());

        assertThat(settings.server().port()).isEqualTo(2);
        assertThat(settings.warnings()).containsExactly(".env:3: BRIDGE_PORT is set on line 1 too; the last one wins");
    }

    @Test
    void in_the_environment_only_a_slip_is_mentioned() {
        var settings = read("", Map.of("BRIDGE_PROT", "1", "PATH", "/bin", "RUNWARE_SOMETHING", "x", "POTR", "y"));

        assertThat(settings.warnings())
                .containsExactly("environment: unknown setting BRIDGE_PROT has no effect; did you mean BRIDGE_PORT?");
    }

    @Test
    void a_file_that_is_not_utf8_is_one_problem() throws IOException {
        Files.write(home.resolve(".env"), "BRIDGE_PORT=1".getBytes(StandardCharsets.UTF_16));

        assertThat(problems(Map.of())).containsExactly(".env: is not UTF-8 text; save it as UTF-8");
    }

    @Test
    void a_folder_in_place_of_the_file_is_one_problem() throws IOException {
        Files.createDirectory(home.resolve(".env"));

        assertThat(problems(Map.of())).singleElement().asString().startsWith(".env: cannot be read");
    }

    private Settings read(String text, Map<String, String> environment) {
        write(text);
        return SettingsReader.read(home.resolve(".env"), environment, PROVIDER_SETTINGS, PROVIDERS, home);
    }

    private List<String> problemsOf(String text, Map<String, String> environment) {
        write(text);
        return problems(environment);
    }

    private List<String> problems(Map<String, String> environment) {
        return catchThrowableOfType(
                        BadSettingsException.class,
                        () -> SettingsReader.read(
                                home.resolve(".env"), environment, PROVIDER_SETTINGS, PROVIDERS, home))
                .problems();
    }

    private void write(String text) {
        try {
            Files.writeString(home.resolve(".env"), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static RoleCaps caps(int character, int nsfw, int expression, int general, int misc) {
        return new RoleCaps(Map.of(
                LoraCategory.CHARACTER,
                character,
                LoraCategory.NSFW,
                nsfw,
                LoraCategory.EXPRESSION,
                expression,
                LoraCategory.GENERAL,
                general,
                LoraCategory.MISC,
                misc));
    }
}
