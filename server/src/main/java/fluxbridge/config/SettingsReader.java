package fluxbridge.config;

import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.PictureFormat;
import fluxbridge.domain.ProviderId;
import fluxbridge.domain.Secret;
import fluxbridge.domain.Setting;
import fluxbridge.domain.SettingValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code .env} and the environment into {@link Settings}.
 *
 * <p>The environment beats the file, also with an empty value, which stands for the default. An unknown name in the file stops
 * the start; in the environment, which holds everybody's names, it is mentioned only when it looks like a slip.
 */
public final class SettingsReader {

    private static final String DICTIONARY_BESIDE_LAUNCHER = "master_lora_dict.json";

    /** A value and where it stands: {@code .env:3}, or {@code environment}. */
    private record Given(String value, String where) {}

    private final Map<String, Setting> known = new LinkedHashMap<>();
    private final List<Setting> providerSettings;
    private final Checks checks;
    private final Path home;

    private final Map<String, Given> given = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private SettingsReader(List<Setting> providerSettings, List<ProviderId> providers, Path home) {
        CoreSettings.all().forEach(setting -> known.put(setting.name(), setting));
        providerSettings.forEach(setting -> known.put(setting.name(), setting));
        this.providerSettings = providerSettings;
        this.checks = new Checks(providers);
        this.home = home;
    }

    /**
     * Reads everything and checks it.
     *
     * @param envFile may be absent
     * @param providerSettings of every provider, on or off
     * @param providers every id that {@code PROVIDER_ORDER} may name
     * @param home the launcher's folder, where relative paths start
     * @throws BadSettingsException with every problem at once
     */
    public static Settings read(
            Path envFile,
            Map<String, String> environment,
            List<Setting> providerSettings,
            List<ProviderId> providers,
            Path home) {
        var reader = new SettingsReader(
                providerSettings, providers, home.toAbsolutePath().normalize());
        reader.takeFile(envFile);
        reader.takeEnvironment(environment);
        reader.mentionSettingsWithoutEffect();
        reader.checkValues();
        if (!reader.problems.isEmpty()) {
            throw new BadSettingsException(reader.problems);
        }
        return reader.settings();
    }

    private void takeFile(Path envFile) {
        var file = EnvFile.read(envFile);
        String fileName = String.valueOf(envFile.getFileName());
        problems.addAll(file.problems());
        var lines = new HashMap<String, Integer>();
        for (var entry : file.entries()) {
            String where = fileName + ":" + entry.line();
            if (!isKnown(entry.name())) {
                problems.add(where + ": " + unknown(entry.name()));
                continue;
            }
            Integer earlier = lines.put(entry.name(), entry.line());
            if (earlier != null) {
                warnings.add(where + ": " + entry.name() + " is set on line " + earlier + " too; the last one wins");
            }
            given.put(entry.name(), new Given(entry.value(), where));
        }
    }

    /** A name that is not all capitals may be half of a wrapped key, so it is not repeated. */
    private String unknown(String name) {
        String capitals = name.toUpperCase(Locale.ROOT);
        var nearest = NearestName.to(capitals, namesToSuggest());
        String what = name.equals(capitals) ? "unknown setting " + name : "unknown setting; names are in capitals";
        return what + nearest.map(it -> "; did you mean " + it + "?").orElse("; env.example lists every setting");
    }

    private List<String> namesToSuggest() {
        var names = new ArrayList<>(known.keySet());
        names.addAll(SettingsWithoutEffect.NAMES);
        return names;
    }

    private boolean isKnown(String name) {
        return known.containsKey(name) || SettingsWithoutEffect.contains(name);
    }

    private void takeEnvironment(Map<String, String> environment) {
        environment.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(variable -> {
            String name = variable.getKey();
            if (isKnown(name)) {
                given.put(name, new Given(variable.getValue().strip(), "environment"));
            } else {
                slipIn(name)
                        .ifPresent(meant -> warnings.add("environment: unknown setting " + name
                                + " has no effect; did you mean " + meant + "?"));
            }
        });
    }

    private Optional<String> slipIn(String name) {
        int underscore = name.indexOf('_');
        if (underscore < 0) {
            return Optional.empty();
        }
        String prefix = name.substring(0, underscore + 1);
        var family = known.keySet().stream().filter(it -> it.startsWith(prefix)).toList();
        return NearestName.to(name, family).filter(meant -> NearestName.distance(name, meant) <= 2);
    }

    private void mentionSettingsWithoutEffect() {
        given.forEach((name, it) -> {
            if (!known.containsKey(name) && !it.value().isEmpty()) {
                warnings.add(name + " is set but has no effect in this version");
            }
        });
    }

    private void checkValues() {
        given.forEach((name, it) -> {
            var setting = known.get(name);
            if (setting != null && !it.value().isEmpty()) {
                checks.objectionTo(setting, it.value())
                        .ifPresent(why -> problems.add(it.where() + ": " + name + " " + why));
            }
        });
        var dictionary = given.get(CoreSettings.LORA_DICT_PATH.name());
        if (dictionary != null && !dictionary.value().isEmpty() && Checks.isPath(dictionary.value())) {
            Path path = home.resolve(dictionary.value());
            if (!Files.isRegularFile(path)) {
                problems.add(dictionary.where() + ": LORA_DICT_PATH must name a file that is there, was '"
                        + dictionary.value() + "'; leave it out for the built-in sample");
            }
        }
    }

    private Settings settings() {
        var values = valuesOf(CoreSettings.all());
        return new Settings(
                new ServerSettings(
                        values.text(CoreSettings.BRIDGE_HOST),
                        values.whole(CoreSettings.BRIDGE_PORT),
                        values.whole(CoreSettings.MAX_BODY_MB) * 1024L * 1024L,
                        commaList(values.text(CoreSettings.CORS_ALLOW_ORIGINS)),
                        Duration.ofSeconds(values.whole(CoreSettings.DRAIN_SECONDS))),
                AccessSettings.of(values),
                new ReplySettings(Duration.ofSeconds(values.whole(CoreSettings.RESPONSE_HEARTBEAT_SECONDS))),
                new GenerationSettings(
                        Duration.ofSeconds(values.whole(CoreSettings.REQUEST_DEADLINE_SECONDS)),
                        values.whole(CoreSettings.MAX_IMAGES_PER_REQUEST),
                        values.whole(CoreSettings.MAX_SIDE),
                        values.whole(CoreSettings.PARALLEL_PICTURES),
                        PictureFormat.valueOf(
                                values.text(CoreSettings.IMAGE_FORMAT).toUpperCase(Locale.ROOT)),
                        Optional.of(values.text(CoreSettings.PROMPT_STYLES_PATH))
                                .filter(path -> !path.isEmpty())
                                .map(path -> home.resolve(path).normalize()),
                        values.flag(CoreSettings.BRIDGE_ALLOW_PRIVATE_UPSTREAMS)),
                OpenAiSettings.of(values),
                new DictionarySettings(dictionaryPath(values), home.resolve(DICTIONARY_BESIDE_LAUNCHER)),
                roleCaps(values),
                new PromptSettings(values.flag(CoreSettings.ENABLE_SUMMARIZATION), summary(values)),
                new StoreSettings(
                        home.resolve(values.text(CoreSettings.BRIDGE_DATA_DIR)).normalize(),
                        Optional.of(values.secret(CoreSettings.DATABASE_URL)).filter(Secret::isPresent)),
                new CacheSettings(
                        !values.text(CoreSettings.CACHE).equals("off"),
                        values.text(CoreSettings.CACHE).equals("shared"),
                        (long) values.whole(CoreSettings.CACHE_MAX_MB) << 20,
                        Duration.ofDays(values.whole(CoreSettings.CACHE_MAX_DAYS))),
                new LogSettings(values.flag(CoreSettings.LOG_PROMPTS)),
                new AuditSettings(
                        values.flag(CoreSettings.AUDIT_PROMPTS),
                        Duration.ofDays(values.whole(CoreSettings.AUDIT_DAYS))),
                MoneySettings.of(values, home),
                AlertSettings.of(values),
                commaList(values.text(CoreSettings.PROVIDER_ORDER)).stream()
                        .map(ProviderId::new)
                        .toList(),
                new RoutingSettings(
                        adaptive(values),
                        values.text(CoreSettings.ROUTING_PREFERENCE),
                        RoutingSettings.Hedging.valueOf(
                                values.text(CoreSettings.HEDGING).toUpperCase(Locale.ROOT))),
                valuesOf(providerSettings),
                warnings);
    }

    private SettingValues valuesOf(List<Setting> settings) {
        var values = new HashMap<String, String>();
        for (var setting : settings) {
            var it = given.get(setting.name());
            if (it != null) {
                values.put(setting.name(), it.value());
            }
        }
        return new SettingValues(values);
    }

    /** An owner who wrote an order down means it. */
    private static boolean adaptive(SettingValues values) {
        return values.has(CoreSettings.ROUTING)
                ? values.text(CoreSettings.ROUTING).equals("adaptive")
                : !values.has(CoreSettings.PROVIDER_ORDER);
    }

    private Optional<Path> dictionaryPath(SettingValues values) {
        if (values.has(CoreSettings.LORA_DICT_PATH)) {
            return Optional.of(
                    home.resolve(values.text(CoreSettings.LORA_DICT_PATH)).normalize());
        }
        return Optional.of(home.resolve(DICTIONARY_BESIDE_LAUNCHER)).filter(Files::isRegularFile);
    }

    private static SummarySettings summary(SettingValues values) {
        return new SummarySettings(
                values.whole(CoreSettings.SUMMARY_MAX_LENGTH),
                values.has(CoreSettings.SUMMARY_BASE_URL)
                        ? Optional.of(values.uri(CoreSettings.SUMMARY_BASE_URL))
                        : Optional.empty(),
                values.secret(CoreSettings.SUMMARY_API_KEY),
                values.text(CoreSettings.SUMMARY_MODEL),
                Duration.ofSeconds(values.whole(CoreSettings.SUMMARY_TIMEOUT_SECONDS)));
    }

    private static RoleCaps roleCaps(SettingValues values) {
        var caps = new EnumMap<LoraCategory, Integer>(LoraCategory.class);
        caps.put(LoraCategory.CHARACTER, values.whole(CoreSettings.ROLE_CAP_CHARACTER));
        caps.put(LoraCategory.NSFW, values.whole(CoreSettings.ROLE_CAP_NSFW));
        caps.put(LoraCategory.EXPRESSION, values.whole(CoreSettings.ROLE_CAP_EXPRESSION));
        caps.put(LoraCategory.GENERAL, values.whole(CoreSettings.ROLE_CAP_GENERAL));
        caps.put(LoraCategory.MISC, values.whole(CoreSettings.ROLE_CAP_MISC));
        return new RoleCaps(caps);
    }

    static List<String> commaList(String value) {
        return Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .map(item -> item.toLowerCase(Locale.ROOT))
                .toList();
    }
}
